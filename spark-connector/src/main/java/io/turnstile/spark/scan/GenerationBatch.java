package io.turnstile.spark.scan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Batch} of a scan with certain runtime filters. Plans once, although Spark asks several times per query.
 * Thread-safe.
 */
final class GenerationBatch implements Batch {
    private final FileScan delegate;
    private final GenerationIndex index;
    private final List<RuntimeFilter> filters;
    private final int localityFiles;
    private final @Nullable FileMetadata metadata;
    private final Supplier<PartitionReaderFactory> readers;
    private @Nullable Plan planned;

    /** The planned input partitions, and the hosts that have their blocks. */
    private record Plan(List<LocatedPartition> partitions, BlockHosts hosts) {}

    GenerationBatch(
            FileScan delegate,
            GenerationIndex index,
            List<RuntimeFilter> filters,
            int localityFiles,
            @Nullable FileMetadata metadata,
            Supplier<PartitionReaderFactory> readers) {
        this.delegate = delegate;
        this.index = index;
        this.filters = filters;
        this.localityFiles = localityFiles;
        this.metadata = metadata;
        this.readers = readers;
    }

    /** The same scan with these filters instead. */
    GenerationBatch filteredBy(List<RuntimeFilter> others) {
        return others.equals(filters)
                ? this
                : new GenerationBatch(delegate, index, others, localityFiles, metadata, readers);
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return planned().partitions().toArray(InputPartition[]::new);
    }

    /** How many bytes of files are to be read. */
    long bytes() {
        return files().mapToLong(PartitionedFile::length).sum();
    }

    /** The files that are to be read, or parts of them. */
    Stream<PartitionedFile> files() {
        return planned().partitions().stream()
                .flatMap(partition -> Arrays.stream(partition.files().files()));
    }

    /** Finds out where and what the files are: to be called when the query is about to run, on its own thread. */
    void locate() {
        Plan plan = planned();
        plan.hosts().locate();
        if (ListedLengths.areAsRecorded(
                index.files(),
                plan.partitions().stream().map(LocatedPartition::files).toList(),
                index.hadoopConf())) {
            plan.partitions().forEach(LocatedPartition::compared);
        }
    }

    private synchronized Plan planned() {
        Plan plan = planned;
        if (plan == null) {
            List<FilePartition> partitions = EvenTasks.of(
                    delegate.sparkSession(),
                    Arrays.stream(index.plan(filters, delegate::planInputPartitions))
                            .map(FilePartition.class::cast)
                            .toList());
            BlockHosts hosts = new BlockHosts(index.hadoopConf(), partitions, localityFiles);
            plan = new Plan(
                    partitions.stream()
                            .map(partition -> new LocatedPartition(partition, hosts))
                            .toList(),
                    hosts);
            planned = plan;
        }
        return plan;
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return readers.get();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GenerationBatch batch
                && batch.delegate.equals(delegate)
                && Objects.equals(batch.metadata, metadata)
                && new HashSet<>(batch.filters).equals(new HashSet<>(filters));
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }
}
