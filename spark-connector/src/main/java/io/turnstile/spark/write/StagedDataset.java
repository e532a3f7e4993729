package io.turnstile.spark.write;

import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * A staged table ({@link StagedTable}), which a query is about to create or replace. Nothing is staged in it: lock,
 * exists-check, computation and publication all happen within the write, so that committing and aborting have nothing
 * left to do.
 */
public final class StagedDataset implements StagedTable, SupportsWrite {
    /** A factory of the write, called once the options of the writer are known. */
    public interface WriteFactory {
        CachedWrite create(ConnectorOptions options);
    }

    private final String name;
    private final StructType schema;
    private final SparkSession session;
    private final Map<String, String> properties;
    private final WriteFactory writes;
    private boolean written;
    private CustomTaskMetric[] shown = new CustomTaskMetric[0];

    /** @param properties what listeners are shown */
    public StagedDataset(
            String name, StructType schema, SparkSession session, Map<String, String> properties, WriteFactory writes) {
        this.name = name;
        this.schema = schema;
        this.session = session;
        this.properties = properties;
        this.writes = writes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // Its successor takes columns, which only internals of Spark make from a schema.
    public StructType schema() {
        return schema;
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.V1_BATCH_WRITE, TableCapability.TRUNCATE);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        CachedWrite write =
                writes.create(ConnectorOptions.ofWrite(info.options().asCaseSensitiveMap()));
        return new DatasetWriteBuilder(query -> insert(write, query), true, "");
    }

    private CustomTaskMetric[] insert(CachedWrite write, Dataset<Row> query) {
        written = true;
        shown = write.run(session, query);
        return shown.clone();
    }

    /** Part of the interface, and asked for once changes are committed, from Spark 4 on. */
    @SuppressWarnings("MissingOverride")
    public CustomTaskMetric[] reportDriverMetrics() {
        return shown.clone();
    }

    /** @throws UnsupportedOperationException if there was no query to write */
    @Override
    public void commitStagedChanges() {
        if (!written) {
            throw new UnsupportedOperationException(Refusals.withoutQuery(name));
        }
    }

    @Override
    public void abortStagedChanges() {}
}
