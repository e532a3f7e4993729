package io.turnstile.spark.scan;

import io.turnstile.spark.testing.SharedSpark;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A data source that does no more than hand out scans. */
public final class TestSource implements TableProvider {
    private static final Map<String, TestTable> TABLES = new ConcurrentHashMap<>();

    static Dataset<Row> read(TestGeneration generation, Map<String, String> options) {
        String id = UUID.randomUUID().toString();
        TABLES.put(id, new TestTable(generation.schema(), generation.scans()));
        return SharedSpark.session()
                .read()
                .format(TestSource.class.getName())
                .options(options)
                .option("table", id)
                .load();
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return TABLES.get(options.get("table")).structure();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return TABLES.get(properties.get("table"));
    }

    private record TestTable(StructType structure, GenerationScans scans) implements Table, SupportsRead {
        @Override
        public String name() {
            return "generation";
        }

        @Override
        @Deprecated
        public StructType schema() {
            return structure;
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            Map<String, String> others = new HashMap<>(options.asCaseSensitiveMap());
            others.remove("table");
            return scans.newScanBuilder(new CaseInsensitiveStringMap(others), 1000, this);
        }
    }
}
