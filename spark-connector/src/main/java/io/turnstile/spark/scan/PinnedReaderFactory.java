package io.turnstile.spark.scan;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pin alive for as long as an RDD can still be computed: once a user has called {@code Dataset.rdd()}, nothing
 * else of the query may be left in the driver. The executors get no pin.
 */
final class PinnedReaderFactory implements PartitionReaderFactory {
    private static final long serialVersionUID = 1;

    private final PartitionReaderFactory delegate;

    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final transient @Nullable Object pinned;

    PinnedReaderFactory(PartitionReaderFactory delegate, Object pinned) {
        this.delegate = delegate;
        this.pinned = pinned;
    }

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return delegate.createReader(partition);
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        return delegate.createColumnarReader(partition);
    }

    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return delegate.supportColumnarReads(partition);
    }
}
