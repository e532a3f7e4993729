package io.turnstile.spark.scan;

import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A scan builder that delegates everything that Spark pushes down to Spark's own builder for the data format. */
final class GenerationScanBuilder extends FilterForwardingScanBuilder implements SupportsPushDownAggregates {
    private final GenerationIndex index;
    private final long rows;
    private final int localityFiles;
    private final String insteadOf;
    private final Object pinned;
    private boolean aggregated;
    private final boolean ownColumnOfThatName;
    private @Nullable FileMetadata metadata;

    GenerationScanBuilder(
            FileScanBuilder delegate,
            SparkSession session,
            GenerationIndex index,
            StructType dataSchema,
            long rows,
            int localityFiles,
            String insteadOf,
            Object pinned) {
        super(delegate, session, index, dataSchema);
        this.index = index;
        this.rows = rows;
        this.ownColumnOfThatName = Arrays.asList(dataSchema.fieldNames()).contains(FileMetadata.NAME)
                || Arrays.asList(index.partitionSchema().fieldNames()).contains(FileMetadata.NAME);
        this.localityFiles = localityFiles;
        this.insteadOf = insteadOf;
        this.pinned = pinned;
    }

    @Override
    public void pruneColumns(StructType requiredSchema) {
        StructType required = new StructType();
        for (StructField field : requiredSchema.fields()) {
            if (field.name().equals(FileMetadata.NAME) && !ownColumnOfThatName) {
                metadata = new FileMetadata((StructType) field.dataType());
            } else {
                required = required.add(field);
            }
        }
        delegate.pruneColumns(required);
    }

    @Override
    public boolean supportCompletePushDown(Aggregation aggregation) {
        return delegate instanceof SupportsPushDownAggregates aggregates
                && aggregates.supportCompletePushDown(aggregation);
    }

    @Override
    public boolean pushAggregation(Aggregation aggregation) {
        aggregated =
                delegate instanceof SupportsPushDownAggregates aggregates && aggregates.pushAggregation(aggregation);
        return aggregated;
    }

    @Override
    public Scan build() {
        FileScan scan = (FileScan) delegate.build();
        // Rows come out of files one by one, unless the files' footers answer for all of them.
        return new GenerationScan(scan, index, aggregated ? -1 : rows, localityFiles, metadata, insteadOf, pinned);
    }
}
