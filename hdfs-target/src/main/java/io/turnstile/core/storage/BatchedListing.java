package io.turnstile.core.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.PartialListing;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Batched listing of many directories with few requests: HDFS answers for a hundred at once
 * (<a href="https://issues.apache.org/jira/browse/HDFS-13616">HDFS-13616</a>), a page of a thousand entries at a time.
 * Older NameNodes, and routers, do not.
 *
 * <p>With the locations of blocks it leaves entries out without saying so, where a directory has more blocks than the
 * NameNode tells of at once. Whoever uses that must look for what is missing.
 */
public final class BatchedListing {
    /** No more directories than this in one request, as {@code dfs.batched.ls.limit} has it unless it was changed. */
    private static final int AT_ONCE = 100;

    /** A batched listing call: one of the two that there are, {@link BatchListingOperations}' own. */
    public interface Listing<T extends FileStatus> {
        /** Begins to list. */
        RemoteIterator<PartialListing<T>> of(List<Path> directories) throws IOException;
    }

    /** A consumer of what is listed. */
    public interface Taker<T extends FileStatus> {
        /**
         * Takes a part of a directory's entries; a long directory comes in several.
         *
         * @return whether to go on
         */
        boolean take(PartialListing<T> part) throws IOException;
    }

    private BatchedListing() {}

    /** What to list with; empty where this cannot be done, or other file systems may be mounted below. */
    public static Optional<BatchListingOperations> by(FileSystem files) {
        return files.getClass() == DistributedFileSystem.class
                ? Optional.of((DistributedFileSystem) files)
                : Optional.empty();
    }

    /**
     * Lists directories, in their order, until the taker has enough.
     *
     * @throws IOException if the NameNode cannot do this or does not answer, or what the taker throws; it may have taken
     *     some
     */
    public static <T extends FileStatus> void list(List<Path> directories, Listing<T> listing, Taker<T> taker)
            throws IOException {
        for (int from = 0; from < directories.size(); from += AT_ONCE) {
            RemoteIterator<PartialListing<T>> parts =
                    listing.of(directories.subList(from, Math.min(directories.size(), from + AT_ONCE)));
            while (parts.hasNext()) {
                if (!taker.take(parts.next())) {
                    return;
                }
            }
        }
    }
}
