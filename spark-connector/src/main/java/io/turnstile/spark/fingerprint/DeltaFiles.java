package io.turnstile.spark.fingerprint;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.collection.immutable.List$;

/** The files that whoever reads a Delta table reads: those of its log, and those of a version, wherever they lie. */
final class DeltaFiles {
    private DeltaFiles() {}

    /**
     * {@link FileSamples} of them. Lists each of their directories, and may run a job of Delta's own, as reading the table does.
     *
     * @throws IOException if one of them cannot be listed, by this user or at all
     */
    static List<Path> samples(Path table, FileIndex version, Configuration configuration) throws IOException {
        FileSamples samples = new FileSamples();
        Path log = new Path(table, "_delta_log");
        FileSystem files = log.getFileSystem(configuration);
        for (FileStatus file : files.listStatus(log, path -> path.getName().endsWith(".json"))) {
            samples.add(file);
        }
        samples.addAll(byDirectory(version), configuration);
        return samples.paths();
    }

    private static Map<Path, Set<String>> byDirectory(FileIndex version) throws IOException {
        try {
            return listed(version);
        } catch (Exception unlisted) { // Scala throws what it does not declare.
            throw new IOException("The files of a Delta table cannot be listed: " + unlisted.getMessage(), unlisted);
        }
    }

    private static Map<Path, Set<String>> listed(FileIndex version) {
        scala.collection.immutable.List<Expression> all = List$.MODULE$.empty();
        Map<Path, Set<String>> names = new HashMap<>();
        for (PartitionDirectory directory : FromScala.list(version.listFiles(all, all))) {
            for (FileStatusWithMetadata file : FromScala.list(directory.files())) {
                names.computeIfAbsent(file.getPath().getParent(), each -> new HashSet<>())
                        .add(file.getPath().getName());
            }
        }
        return names;
    }
}
