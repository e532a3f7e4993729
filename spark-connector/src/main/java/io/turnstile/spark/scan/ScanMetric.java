package io.turnstile.spark.scan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/**
 * The custom metrics of a scan, shown in Spark's SQL tab. Spark makes objects of these classes by their names, in the
 * driver and in the history server.
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
        AtomicLong begun = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        // All files of a partition share one row; comparing what is in it would take longer.
        Set<InternalRow> partitions = Collections.newSetFromMap(new IdentityHashMap<>());
        files.forEach(file -> {
            begun.addAndGet(file.start() == 0 ? 1 : 0); // One part of each file is its first.
            partitions.add(file.partitionValues());
            bytes.addAndGet(file.length());
        });
        return new CustomTaskMetric[] {
            new Value(new Files().name(), begun.get()),
            new Value(new Partitions().name(), partitions.size()),
            new Value(new Bytes().name(), bytes.get())
        };
    }

    private record Value(String name, long value) implements CustomTaskMetric {}
}
