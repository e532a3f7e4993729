package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.NumberedColumn;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What is asked of tables of other catalogs. */
class TableVersionTest {
    /** Which Spark before 4.2 has no way to ask. */
    private static final boolean ASKED = Arrays.stream(Column.class.getMethods())
            .anyMatch(method -> method.getName().equals("id"));

    private static final class Told implements Table {
        private final String id;
        private final String version;
        private final Column[] columns;

        Told(String id, String version, Column... columns) {
            this.id = id;
            this.version = version;
            this.columns = columns;
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
        public Column[] columns() {
            return columns;
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

    private static Table told(String id, String version, String column) {
        return new Told(id, version, NumberedColumn.of("x", DataTypes.LongType, column));
    }

    @Test
    void aTableIsKnownByItsIdItsVersionAndItsColumns() {
        String version = TableVersion.of(told("t", "1", "a"));

        assertThat(version != null).isEqualTo(ASKED);
        if (ASKED) {
            assertThat(TableVersion.of(told("t", "1", "a"))).isEqualTo(version);
            assertThat(TableVersion.of(told("t", "2", "a"))).isNotEqualTo(version);
            assertThat(TableVersion.of(told("u", "1", "a"))).isNotEqualTo(version);
            assertThat(TableVersion.of(told("t", "1", "b")))
                    .as("it was dropped, and made again")
                    .isNotEqualTo(version);
        }
    }

    @Test
    void aTableThatDoesNotTellAllOfThatIsUnknown() {
        assertThat(TableVersion.of(told(null, "1", "a"))).isNull();
        assertThat(TableVersion.of(told("t", null, "a"))).isNull();
        assertThat(TableVersion.of(told("t", "1", null))).isNull();
    }

    @Test
    void aTableIsUnknownIfColumnsInsideOfOthersDoNotTell() {
        DataType inside = new StructType().add("y", DataTypes.LongType);
        for (DataType type : new DataType[] {
            inside,
            DataTypes.createArrayType(inside),
            DataTypes.createMapType(DataTypes.LongType, DataTypes.createArrayType(inside)),
            DataTypes.createMapType(inside, DataTypes.LongType)
        }) {
            assertThat(TableVersion.of(new Told("t", "1", NumberedColumn.of("x", type, "a"))))
                    .as(type.sql())
                    .isNull();
        }
        assertThat(TableVersion.of(new Told(
                                "t", "1", NumberedColumn.of("x", DataTypes.createArrayType(DataTypes.LongType), "a")))
                        != null)
                .isEqualTo(ASKED);
    }
}
