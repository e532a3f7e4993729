package io.turnstile.spark.scan;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A comparison of a plan's files on an object store with what was written, by listing the generation: a request for a thousand
 * files, in place of one for each in the tasks. Where it is not made, or finds anything, tasks ask as they do elsewhere, and tell.
 */
final class ListedLengths {
    private static final Logger LOG = LoggerFactory.getLogger(ListedLengths.class);
    private static final Set<String> OBJECT_STORES = Set.of("s3a", "gs");
    private static final int PAGE = 1000;

    private ListedLengths() {}

    /** Whether all files that a plan reads are there, and as long as was recorded; where not, that need not be so. */
    static boolean areAsRecorded(GenerationFiles generation, List<FilePartition> plan, Configuration configuration) {
        Path directory = generation.directory();
        if (!OBJECT_STORES.contains(directory.toUri().getScheme())) {
            return false;
        }
        Map<Path, Long> recorded = new HashMap<>();
        for (FilePartition partition : plan) {
            for (PartitionedFile file : partition.files()) {
                recorded.put(file.toPath(), file.fileSize());
            }
        }
        // What else is in the generation is listed as well.
        int pages = 1 + generation.all().size() / PAGE;
        if (recorded.size() < pages) {
            return false;
        }
        try {
            RemoteIterator<LocatedFileStatus> listing =
                    directory.getFileSystem(configuration).listFiles(directory, true);
            while (listing.hasNext()) {
                FileStatus file = listing.next();
                recorded.remove(file.getPath(), file.getLen());
            }
        } catch (IOException unlisted) {
            LOG.debug("Tasks will look at each file in {}", directory, unlisted);
        }
        return recorded.isEmpty();
    }
}
