package io.turnstile.spark.scan;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * A partition reader factory that keeps the pin alive for as long as an RDD can still be computed: once a user has
 * called {@code Dataset.rdd()}, nothing else of the query may be left in the driver. The executors get no pin.
 *
 * <p>On the executors it sees to it that the files are those that were written, see {@link RecordedFiles}.
 */
final class PinnedReaderFactory implements PartitionReaderFactory {
    private static final long serialVersionUID = 1;

    private final PartitionReaderFactory delegate;
    private final RecordedFiles recorded;
    private final @Nullable FileMetadata metadata;

    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final transient @Nullable Object pinned;

    /** @param metadata what to add of files' metadata; null for none */
    PinnedReaderFactory(
            PartitionReaderFactory delegate, RecordedFiles recorded, @Nullable FileMetadata metadata, Object pinned) {
        this.delegate = delegate;
        this.recorded = recorded;
        this.metadata = metadata;
        this.pinned = pinned;
    }

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        FilePartition files = checked(partition);
        return recorded.reading(
                () -> metadata == null ? delegate.createReader(files) : metadata.addTo(files, delegate::createReader));
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        FilePartition files = checked(partition);
        return recorded.reading(() -> metadata == null
                ? delegate.createColumnarReader(files)
                : metadata.addToColumns(files, delegate::createColumnarReader));
    }

    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return delegate.supportColumnarReads(files(partition));
    }

    private FilePartition checked(InputPartition partition) {
        FilePartition files = files(partition);
        if (!((LocatedPartition) partition).isCompared()) {
            recorded.check(files);
        }
        return files;
    }

    private static FilePartition files(InputPartition partition) {
        return ((LocatedPartition) partition).files();
    }
}
