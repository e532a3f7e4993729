package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What is asked of tables of other catalogs. */
class TableVersionTest {
    /** Which Spark 3.5 and 4.0 have no way to ask. */
    private static final boolean ASKED = Arrays.stream(Table.class.getMethods())
            .anyMatch(method -> method.getName().equals("version"));

    private static final class Told implements Table {
        private final String id;
        private final String version;

        Told(String id, String version) {
            this.id = id;
            this.version = version;
        }

        @SuppressWarnings({"MissingOverride", "unused"})
        public String id() {
            return id;
        }

        @SuppressWarnings({"MissingOverride", "unused"})
        public String version() {
            return version;
        }

        @Override
        public String name() {
            return "told";
        }

        @Override
        @SuppressWarnings("deprecation")
        public StructType schema() {
            return new StructType();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of();
        }
    }

    @Test
    void aTableIsKnownByItsIdAndItsVersion() {
        String version = TableVersion.of(new Told("t", "1"));

        assertThat(version != null).isEqualTo(ASKED);
        if (ASKED) {
            assertThat(TableVersion.of(new Told("t", "1"))).isEqualTo(version);
            assertThat(TableVersion.of(new Told("t", "2"))).isNotEqualTo(version);
            assertThat(TableVersion.of(new Told("u", "1"))).isNotEqualTo(version);
        }
    }

    @Test
    void aTableThatTellsOnlyOneOfBothIsUnknown() {
        assertThat(TableVersion.of(new Told(null, "1"))).isNull();
        assertThat(TableVersion.of(new Told("t", null))).isNull();
    }
}
