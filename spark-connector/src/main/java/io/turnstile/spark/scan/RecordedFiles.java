package io.turnstile.spark.scan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.SerializableConfiguration;

/**
 * An integrity check, in each task, that a generation's files are those that were written. A file of another length is
 * refused before it is opened: if it is a whole file by itself, its format would not notice, and other rows would be
 * returned. Costs one status request per file, unless {@link ListedLengths} has done it.
 */
final class RecordedFiles implements Serializable {
    private static final long serialVersionUID = 1;

    private final String generation;
    private final Broadcast<SerializableConfiguration> configuration;

    /** @param configuration what the files are opened with */
    RecordedFiles(String generation, Broadcast<SerializableConfiguration> configuration) {
        this.generation = generation;
        this.configuration = configuration;
    }

    /** @throws DamagedFileException if a file is missing, or has another length than was recorded */
    void check(FilePartition partition) {
        Path checked = null;
        for (PartitionedFile file : partition.files()) {
            Path path = file.toPath();
            // The splits of a file are neighbours.
            if (!path.equals(checked)) {
                check(path, file.fileSize());
                checked = path;
            }
        }
    }

    private void check(Path path, long recorded) {
        try {
            FileSystem files = path.getFileSystem(configuration.value().value());
            if (isAsRecorded(files, path, recorded)) {
                return;
            }
            // An observer may not have seen yet what another client published, or that the file was finished; what this
            // client asks next, it will have.
            catchUp(files);
            long length = files.getFileStatus(path).getLen();
            if (length != recorded) {
                throw new DamagedFileException(
                        "File " + path + " of generation " + generation + " has " + length + " bytes; " + recorded
                                + " were written.",
                        null);
            }
        } catch (FileNotFoundException missing) {
            throw new DamagedFileException("File " + path + " of generation " + generation + " is missing.", missing);
        } catch (IOException unknown) {
            throw new DamagedFileException(
                    "File " + path + " of generation " + generation + " cannot be read: " + unknown.getMessage(),
                    unknown);
        }
    }

    private static boolean isAsRecorded(FileSystem files, Path path, long recorded) throws IOException {
        try {
            return files.getFileStatus(path).getLen() == recorded;
        } catch (FileNotFoundException missing) {
            return false;
        }
    }

    private static void catchUp(FileSystem files) throws IOException {
        FileSystem[] mounted = files.getChildFileSystems();
        if (mounted != null) {
            for (FileSystem each : mounted) {
                catchUp(each);
            }
            return;
        }
        try {
            files.msync();
        } catch (UnsupportedOperationException | RemoteException unable) {
            // Then no other server answers than the first one.
        }
    }

    /** A reader whose failures name the generation and what to do. */
    <T> PartitionReader<T> reading(Supplier<PartitionReader<T>> open) {
        PartitionReader<T> reader;
        try {
            reader = open.get();
        } catch (Exception failure) {
            throw told(failure);
        }
        return new PartitionReader<>() {
            @Override
            public boolean next() throws IOException {
                try {
                    return reader.next();
                } catch (InterruptedIOException | TaskKilledException stopped) {
                    throw stopped;
                } catch (Exception failure) {
                    // Not only what is declared: Spark's own exceptions are checked ones, and it declares none.
                    throw told(failure);
                }
            }

            @Override
            public T get() {
                return reader.get();
            }

            @Override
            public CustomTaskMetric[] currentMetricsValues() {
                return reader.currentMetricsValues();
            }

            @Override
            @SuppressWarnings("deprecation") // Called until its successor is everywhere.
            public void initMetricsValues(CustomTaskMetric[] metrics) {
                reader.initMetricsValues(metrics);
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    private DamagedFileException told(Exception failure) {
        return new DamagedFileException(
                "Generation " + generation + " cannot be read: " + failure.getMessage(), failure);
    }
}
