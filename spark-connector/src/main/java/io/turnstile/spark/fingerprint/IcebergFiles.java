package io.turnstile.spark.fingerprint;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.connector.catalog.Table;
import org.jspecify.annotations.Nullable;

/** The files that whoever reads an Iceberg table reads: its metadata, and what a snapshot consists of, wherever they lie. */
final class IcebergFiles {
    private static final String PACKAGE = "org.apache.iceberg.";

    private final Object table;

    private IcebergFiles(Object table) {
        this.table = table;
    }

    /**
     * {@link FileSamples} of them, as Spark's table is read now. Reads the snapshot's manifests, and lists each directory.
     *
     * @return none of where Hadoop has no such file system: there Iceberg's own client asks the store
     * @throws IOException if one of them cannot be listed, by this user or at all
     */
    static List<Path> samples(Table table, Configuration configuration) throws IOException {
        FileSamples samples = new FileSamples();
        try {
            IcebergFiles files = new IcebergFiles(call("spark.source.SparkTable", table, "table"));
            List<String> read = files.list((Long) call("spark.source.SparkTable", table, "snapshotId"));
            samples.addAll(byDirectory(read, configuration), configuration);
        } catch (InvocationTargetException | UncheckedIOException failed) {
            throw failure(table, failed);
        } catch (ReflectiveOperationException | ClassCastException unlike) {
            throw new IOException("This Iceberg does not tell the files of table " + table.name(), unlike);
        }
        return samples.paths();
    }

    /** That this user may not read one of them, if it was that. */
    private static IOException failure(Table table, Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessControlException denied) {
                return denied;
            }
        }
        return new IOException("The files of Iceberg table " + table.name() + " cannot be listed", failed);
    }

    private List<String> list(@Nullable Long snapshot) throws ReflectiveOperationException, IOException {
        List<String> files = new ArrayList<>();
        Object operations = call("HasTableOperations", table, "operations");
        files.add(
                (String) call("TableMetadata", call("TableOperations", operations, "current"), "metadataFileLocation"));
        if (snapshot != null) {
            addMetadata(snapshot, files);
            addData(snapshot, files);
        }
        return files;
    }

    private void addMetadata(Long snapshot, List<String> files) throws ReflectiveOperationException {
        Object read = type("Table").getMethod("snapshot", long.class).invoke(table, snapshot);
        files.add((String) call("Snapshot", read, "manifestListLocation"));
        Object manifests =
                type("Snapshot").getMethod("allManifests", type("io.FileIO")).invoke(read, call("Table", table, "io"));
        for (Object manifest : (List<?>) manifests) {
            files.add((String) call("ManifestFile", manifest, "path"));
        }
    }

    private void addData(Long snapshot, List<String> files) throws ReflectiveOperationException, IOException {
        Object scan = type("TableScan")
                .getMethod("useSnapshot", long.class)
                .invoke(call("Table", table, "newScan"), snapshot);
        Iterable<?> tasks = (Iterable<?>) call("Scan", scan, "planFiles");
        try {
            for (Object task : tasks) {
                files.add((String) call("ContentFile", call("ContentScanTask", task, "file"), "location"));
                for (Object deletes : (List<?>) call("FileScanTask", task, "deletes")) {
                    files.add((String) call("ContentFile", deletes, "location"));
                }
            }
        } finally {
            ((Closeable) tasks).close();
        }
    }

    private static Map<Path, Set<String>> byDirectory(List<String> files, Configuration configuration)
            throws IOException {
        Map<Path, Set<String>> names = new HashMap<>();
        for (String file : files) {
            Path path = new Path(file);
            if (isOfHadoop(path, configuration)) {
                names.computeIfAbsent(path.getParent(), each -> new HashSet<>()).add(path.getName());
            }
        }
        return names;
    }

    private static boolean isOfHadoop(Path path, Configuration configuration) throws IOException {
        String scheme = path.toUri().getScheme();
        try {
            return scheme == null || FileSystem.getFileSystemClass(scheme, configuration) != null;
        } catch (UnsupportedFileSystemException others) {
            return false;
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name, false, table.getClass().getClassLoader());
    }

    /** A method of a public type, since the class of an object may be none. */
    private static Object call(String type, Object of, String method) throws ReflectiveOperationException {
        return Class.forName(PACKAGE + type, false, of.getClass().getClassLoader())
                .getMethod(method)
                .invoke(of);
    }
}
