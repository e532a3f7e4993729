package io.turnstile.spark.scan;

import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import scala.Option;

/**
 * A file index fed from a manifest: it tells Spark's file scans of a generation's files, without listing any. One per
 * scan; two of the same generation are equal.
 */
final class GenerationIndex extends PartitioningAwareFileIndex {
    private final GenerationFiles files;
    private final Object planning = new Object();
    private volatile PartitionSpec partitions;

    GenerationIndex(SparkSession session, GenerationFiles files) {
        // No options: those that narrow a listing down, such as pathGlobFilter, have no say in what a generation is.
        super(
                session,
                scala.collection.immutable.Map$.MODULE$.<String, String>empty(),
                Option.apply(files.partitionSchema()),
                NoopCache$.MODULE$);
        this.files = files;
        this.partitions = files.partitions(List.of());
    }

    GenerationFiles files() {
        return files;
    }

    /**
     * Plans with only those partitions in the index that pass the filters, so that Spark splits and packs what is left
     * as if there had never been more. Every planning over this index must come through here: one at a time.
     */
    <T> T plan(List<RuntimeFilter> filters, Supplier<T> plan) {
        synchronized (planning) {
            PartitionSpec whole = partitions;
            partitions = filters.isEmpty() ? whole : files.partitions(filters);
            try {
                return plan.get();
            } finally {
                partitions = whole;
            }
        }
    }

    @Override
    public PartitionSpec partitionSpec() {
        return partitions;
    }

    @Override
    public scala.collection.immutable.List<FileStatus> allFiles() {
        return files.all();
    }

    @Override
    public long sizeInBytes() {
        return files.bytes();
    }

    @Override
    public scala.collection.immutable.Map<Path, FileStatus[]> leafDirToChildrenFiles() {
        return files.byDirectory();
    }

    @Override
    public scala.collection.mutable.LinkedHashMap<Path, FileStatus> leafFiles() {
        throw new UnsupportedOperationException("Spark asks for leaf files in order to list or infer");
    }

    @Override
    public scala.collection.immutable.List<Path> rootPaths() {
        return scala.collection.immutable.List$.MODULE$.<Path>empty().$colon$colon(files.directory());
    }

    @Override
    public void refresh() {
        // A generation never changes.
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GenerationIndex index && index.files.directory().equals(files.directory());
    }

    @Override
    public int hashCode() {
        return files.directory().hashCode();
    }
}
