package io.turnstile.spark.write;

import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A write-only table, to which {@code format("turnstile")} with {@code mode("overwrite")} writes, whether or not the
 * dataset exists. It keeps the partitioning of the dataset that is there, since Spark insists that the writer's is the
 * same.
 */
public final class OverwriteTable implements SupportsWrite {
    private final String name;
    private final SparkSession session;
    private final @Nullable List<String> partitionColumns;
    private final StagedDataset.WriteFactory writes;

    /** @param partitionColumns what the dataset that is there is partitioned by; null if there is none */
    public OverwriteTable(
            String name,
            SparkSession session,
            @Nullable List<String> partitionColumns,
            StagedDataset.WriteFactory writes) {
        this.name = name;
        this.session = session;
        this.partitionColumns = partitionColumns;
        this.writes = writes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // Its successor takes columns, which only internals of Spark make from a schema.
    public StructType schema() {
        return new StructType();
    }

    /** Spark compares it to what the writer says, and does not tell us that: so where nothing is there, nothing is right. */
    @Override
    public Transform[] partitioning() {
        if (partitionColumns == null) {
            throw new UnsupportedOperationException(Refusals.partitionedOverwrite(name));
        }
        return partitionColumns.stream().map(Expressions::identity).toArray(Transform[]::new);
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.V1_BATCH_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        ConnectorOptions options = ConnectorOptions.ofWrite(info.options().asCaseSensitiveMap());
        return new DatasetWriteBuilder(
                query -> writes.create(options).run(session, query), false, Refusals.append(name));
    }
}
