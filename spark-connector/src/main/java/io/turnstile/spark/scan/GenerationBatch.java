package io.turnstile.spark.scan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.jspecify.annotations.Nullable;

/** A scan with certain runtime filters. Plans once, although Spark asks several times per query. Thread-safe. */
final class GenerationBatch implements Batch {
    private final FileScan delegate;
    private final GenerationIndex index;
    private final List<RuntimeFilter> filters;
    private final Object pinned;
    private InputPartition @Nullable [] planned;

    GenerationBatch(FileScan delegate, GenerationIndex index, List<RuntimeFilter> filters, Object pinned) {
        this.delegate = delegate;
        this.index = index;
        this.filters = filters;
        this.pinned = pinned;
    }

    /** The same scan with these filters instead. */
    GenerationBatch filteredBy(List<RuntimeFilter> others) {
        return others.equals(filters) ? this : new GenerationBatch(delegate, index, others, pinned);
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return planned().clone();
    }

    /** How many bytes of files are to be read. */
    long bytes() {
        return Arrays.stream(planned())
                .flatMap(partition -> Arrays.stream(((FilePartition) partition).files()))
                .mapToLong(PartitionedFile::length)
                .sum();
    }

    private synchronized InputPartition[] planned() {
        InputPartition[] partitions = planned;
        if (partitions == null) {
            partitions = index.plan(filters, delegate::planInputPartitions);
            planned = partitions;
        }
        return partitions;
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new PinnedReaderFactory(delegate.createReaderFactory(), index.recorded(), pinned);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GenerationBatch batch
                && batch.delegate.equals(delegate)
                && new HashSet<>(batch.filters).equals(new HashSet<>(filters));
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }
}
