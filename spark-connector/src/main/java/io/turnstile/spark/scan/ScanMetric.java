package io.turnstile.spark.scan;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/**
 * What a scan shows of itself in Spark's SQL tab. Spark makes objects of these classes by their names, in the driver and
 * in the history server.
 */
public abstract class ScanMetric extends CustomSumMetric {
    private ScanMetric() {}

    /** Files that are read, whole or in part, after all filters. */
    public static final class Files extends ScanMetric {
        @Override
        public String name() {
            return "filesRead";
        }

        @Override
        public String description() {
            return "number of files read";
        }
    }

    /** Directories, which are the partitions of a dataset, that are read after all filters. */
    public static final class Partitions extends ScanMetric {
        @Override
        public String name() {
            return "partitionsRead";
        }

        @Override
        public String description() {
            return "number of partitions read";
        }
    }

    /** Bytes of the files that are read, of which filters and formats may pass over many. */
    public static final class Bytes extends ScanMetric {
        @Override
        public String name() {
            return "bytesOfFilesRead";
        }

        @Override
        public String description() {
            return "bytes of files read";
        }
    }

    static CustomMetric[] all() {
        return new CustomMetric[] {new Files(), new Partitions(), new Bytes()};
    }

    /** The values, for files or parts of them. */
    static CustomTaskMetric[] of(Stream<PartitionedFile> files) {
        Set<String> paths = new HashSet<>();
        Set<String> directories = new HashSet<>();
        AtomicLong bytes = new AtomicLong();
        files.forEach(file -> {
            String path = file.filePath().urlEncoded();
            paths.add(path);
            directories.add(path.substring(0, path.lastIndexOf('/')));
            bytes.addAndGet(file.length());
        });
        return new CustomTaskMetric[] {
            new Value(new Files().name(), paths.size()),
            new Value(new Partitions().name(), directories.size()),
            new Value(new Bytes().name(), bytes.get())
        };
    }

    private record Value(String name, long value) implements CustomTaskMetric {}
}
