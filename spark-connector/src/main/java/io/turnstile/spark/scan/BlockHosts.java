package io.turnstile.spark.scan;

import io.turnstile.core.storage.BatchedListing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.PartialListing;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The block locations of a plan's files, for data locality: on which hosts the blocks are, so that tasks can run there.
 * Asked for once, of the files that are left when all filters are known: one listing page per directory or thousand
 * files, a hundred directories with one request where the file system can do that. If they cannot be had, tasks run
 * anywhere; what is wrong with a file is for them to tell. Thread-safe.
 */
final class BlockHosts {
    private static final Logger LOG = LoggerFactory.getLogger(BlockHosts.class);

    /** As many as Spark looks at. */
    private static final int PREFERRED = 3;

    /** Elsewhere a file has no place, or is in the same one as all others. */
    private static final Set<String> DISTRIBUTED = Set.of("hdfs", "viewfs");

    private final Configuration configuration;
    private final int atMost;
    private List<FilePartition> plan;
    private @Nullable Map<String, BlockLocation[]> located;

    /**
     * The hosts for a plan; nothing is asked yet.
     *
     * @param atMost for how many files to ask; the rest has no preferred host
     */
    BlockHosts(Configuration configuration, List<FilePartition> plan, int atMost) {
        this.configuration = configuration;
        this.plan = plan;
        this.atMost = atMost;
    }

    /** Asks the file system, unless that has been done. */
    void locate() {
        locations();
    }

    /** The hosts that have most of these files' bytes, those with more of them first. */
    String[] preferredFor(FilePartition partition) {
        Map<String, BlockLocation[]> locations = locations();
        Map<String, Long> bytes = new HashMap<>();
        for (PartitionedFile file : partition.files()) {
            for (BlockLocation block : locations.getOrDefault(file.filePath().urlEncoded(), new BlockLocation[0])) {
                long shared = Math.min(file.start() + file.length(), block.getOffset() + block.getLength())
                        - Math.max(file.start(), block.getOffset());
                if (shared > 0) {
                    hosts(block).forEach(host -> bytes.merge(host, shared, Long::sum));
                }
            }
        }
        return bytes.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue)
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(PREFERRED)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    /** Without those that only say that the host did not know its own name. */
    private static List<String> hosts(BlockLocation block) {
        try {
            return Arrays.stream(block.getHosts())
                    .filter(host -> !host.equals("localhost"))
                    .toList();
        } catch (IOException unknown) {
            return List.of();
        }
    }

    private synchronized Map<String, BlockLocation[]> locations() {
        if (located == null) {
            located = new Search(byDirectory()).found(configuration);
            plan = List.of();
        }
        return located;
    }

    /**
     * The files for which to ask: names, and how Spark spells their paths. In the order in which they are listed, so that
     * they are on as few pages as possible.
     */
    private Map<Path, Map<String, String>> byDirectory() {
        Map<Path, Map<String, String>> wanted = new LinkedHashMap<>();
        plan.stream()
                .flatMap(partition -> Arrays.stream(partition.files()))
                .filter(file -> file.start() == 0) // Once, of the parts of a file.
                .map(file -> file.filePath().urlEncoded())
                .sorted()
                .limit(atMost)
                .forEach(encoded -> {
                    Path path = SparkPath.fromUrlString(encoded).toPath();
                    if (DISTRIBUTED.contains(String.valueOf(path.toUri().getScheme()))) {
                        wanted.computeIfAbsent(path.getParent(), parent -> new HashMap<>())
                                .put(path.getName(), encoded);
                    }
                });
        return wanted;
    }

    /**
     * A search for the block locations of some files, which lists page by page and no further than the last of them.
     */
    private static final class Search {
        private final Map<Path, Map<String, String>> wanted;
        private final Map<String, BlockLocation[]> found = new HashMap<>();

        /**
         * A search for some files.
         *
         * @param wanted how Spark spells a file's path, by directory and name
         */
        Search(Map<Path, Map<String, String>> wanted) {
            this.wanted = wanted;
        }

        /** What can be found out, by what Spark calls the file. */
        Map<String, BlockLocation[]> found(Configuration configuration) {
            try {
                listTogether(configuration);
            } catch (IOException unable) {
                LOG.debug("Asking for each directory by itself", unable);
                if (isInterruption(unable)) {
                    return found;
                }
            }
            // Also of what had more blocks than come with the others.
            for (Path directory : List.copyOf(wanted.keySet())) {
                try {
                    list(directory, configuration);
                } catch (IOException anywhere) {
                    LOG.debug("Tasks that read {} will have no preferred hosts", directory, anywhere);
                    if (isInterruption(anywhere)) {
                        break;
                    }
                }
            }
            return found;
        }

        private static boolean isInterruption(IOException failure) {
            boolean interruption =
                    failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
            if (interruption) {
                Thread.currentThread().interrupt();
            }
            return interruption;
        }

        private void listTogether(Configuration configuration) throws IOException {
            List<Path> directories = List.copyOf(wanted.keySet());
            if (directories.size() > 1) {
                Optional<BatchListingOperations> able =
                        BatchedListing.by(directories.get(0).getFileSystem(configuration));
                if (able.isPresent()) {
                    BatchedListing.list(directories, able.get()::batchedListLocatedStatusIterator, part -> {
                        take(part);
                        return !wanted.isEmpty();
                    });
                }
            }
        }

        private void list(Path directory, Configuration configuration) throws IOException {
            FileSystem files = directory.getFileSystem(configuration);
            RemoteIterator<LocatedFileStatus> listing = files.listLocatedStatus(directory);
            while (wanted.containsKey(directory) && listing.hasNext()) {
                take(directory, listing.next());
            }
        }

        private void take(PartialListing<LocatedFileStatus> part) {
            try {
                part.get().forEach(file -> take(part.getListedPath(), file));
            } catch (IOException unreadable) {
                LOG.debug("To be asked for by itself: {}", part.getListedPath(), unreadable);
            }
        }

        private void take(Path directory, LocatedFileStatus file) {
            Map<String, String> missing = wanted.getOrDefault(directory, Map.of());
            String path = missing.get(file.getPath().getName());
            if (path != null) {
                found.put(path, file.getBlockLocations());
                missing.remove(file.getPath().getName());
                if (missing.isEmpty()) {
                    wanted.remove(directory);
                }
            }
        }
    }
}
