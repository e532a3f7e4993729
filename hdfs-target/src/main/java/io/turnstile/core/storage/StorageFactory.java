package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.local.RawLocalFs;
import org.apache.hadoop.util.VersionInfo;
import org.jspecify.annotations.Nullable;

/** The factory of storages: which file system a path lies on, and how its client is to be set up. */
public final class StorageFactory {
    private static final Set<String> EXCLUSIVE_RENAME = Set.of("hdfs", "viewfs");
    /** The object stores, and what each needs on the class path. */
    private static final Map<String, String> OBJECT_STORES = Map.of(
            "s3a", "hadoop-aws " + VersionInfo.getVersion() + " and the AWS SDK that belongs to it",
            "gs", "Google's Cloud Storage connector for Hadoop",
            "abfs", "hadoop-azure " + VersionInfo.getVersion(),
            "abfss", "hadoop-azure " + VersionInfo.getVersion());

    private static final String AUTOMATIC_CATCHING_UP = "dfs.client.failover.observer.auto-msync-period.";

    private StorageFactory() {}

    /**
     * The storage that a path lies on: HDFS (also through ViewFS), an object store, or a local file system.
     *
     * @throws UnsupportedStorageException if the path's file system cannot give {@link Storage}'s guarantees
     * @throws IOException if the file system cannot be reached
     */
    public static Storage open(Path path, Configuration base) throws IOException {
        Configuration configuration = new Configuration(base);
        // No checksum files beside records: a link does not bring them along.
        configuration.set("fs.AbstractFileSystem.file.impl", RawLocalFs.class.getName());
        Path absolute = isForDefault(path) ? onDefault(path, configuration, base) : path;
        String scheme = absolute.toUri().getScheme();
        if ("file".equals(scheme)) {
            return new LocalStorage(FileContext.getFileContext(absolute.toUri(), configuration));
        }
        if (scheme != null && OBJECT_STORES.containsKey(scheme)) {
            return objects(absolute, configuration, base);
        }
        if (!EXCLUSIVE_RENAME.contains(scheme)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": the file system '" + scheme
                    + "' has no atomic rename that refuses to overwrite. Use a directory on HDFS (hdfs:, viewfs:), on an"
                    + " object store (s3a:, abfs:, gs:) or, on one machine, file:.");
        }
        if (!"hdfs".equals(scheme)) {
            requireHdfsBehind(FileContext.getFileContext(absolute.toUri(), configuration), absolute);
        }
        return hdfs(absolute, configuration, base);
    }

    /** Whether it leaves to the configuration on which file system, or with {@code hdfs:///} on which HDFS, it is. */
    private static boolean isForDefault(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme == null || (scheme.equals("hdfs") && path.toUri().getAuthority() == null);
    }

    /** An object store's client would be started once more for a {@link FileContext}. */
    private static Path onDefault(Path path, Configuration configuration, Configuration base) throws IOException {
        return path.toUri().getScheme() == null
                        && OBJECT_STORES.containsKey(
                                FileSystem.getDefaultUri(base).getScheme())
                ? FileSystem.get(base).makeQualified(path)
                : FileContext.getFileContext(configuration).makeQualified(path);
    }

    /** Judges what is mounted at a path, which need not exist; and what is not there cannot be resolved. */
    private static void requireHdfsBehind(FileContext mountTable, Path path) throws IOException {
        String mounted = realScheme(mountTable, path);
        if (!mounted.equals("hdfs")) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": what is mounted there is on '"
                    + mounted
                    + "', and only HDFS can be used through a mount table. Name the directory on the file system"
                    + " that it is on.");
        }
    }

    private static String realScheme(FileContext mountTable, Path path) throws IOException {
        try {
            return mountTable.resolvePath(path).toUri().getScheme();
        } catch (FileNotFoundException missing) {
            if (path.getParent() == null) {
                throw missing;
            }
            return realScheme(mountTable, path.getParent());
        }
    }

    private static Storage objects(Path path, Configuration configuration, Configuration base) throws IOException {
        FileSystem files = client(path, base);
        return switch (path.toUri().getScheme()) {
            case "s3a" -> s3(files, path, base);
            case "gs" -> ObjectStorage.onGoogle(files, StoreAddress.unknown(path));
            default -> azure(files, path, configuration);
        };
    }

    /** The client that all of a JVM share: one of its own takes half a second to start, and threads. */
    private static FileSystem client(Path path, Configuration base) throws IOException {
        try {
            return FileSystem.get(path.toUri(), base);
        } catch (UnsupportedFileSystemException | RuntimeException | NoClassDefFoundError noClient) {
            String scheme = path.toUri().getScheme();
            throw new UnsupportedStorageException(
                    "Cannot keep datasets in " + path + ": there is no client for '" + scheme + "' ("
                            + noClient.getMessage() + "). Put " + OBJECT_STORES.get(scheme) + " on the class path.");
        }
    }

    private static Storage s3(FileSystem files, Path path, Configuration base) throws IOException {
        if (!files.hasPathCapability(path, ConditionalCreation.CAPABILITY)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": this client (Hadoop "
                    + VersionInfo.getVersion()
                    + ") cannot create an object on condition that there is none. It can as of"
                    + " Hadoop 3.4.2, which Spark 4.1 has, unless fs.s3a.create.conditional.enabled is false.");
        }
        return ObjectStorage.onS3(files, StoreAddress.of(path, base), ConditionalCreation.PATIENCE);
    }

    private static Storage azure(FileSystem files, Path path, Configuration configuration) throws IOException {
        if (!files.hasPathCapability(path, AbfsStorage.HIERARCHICAL)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": this client (Hadoop "
                    + VersionInfo.getVersion()
                    + ") does not say that the account has a hierarchical namespace, without which a rename is a copy. Use an"
                    + " account that has one, and a client of Hadoop 3.3.4 or later.");
        }
        return new AbfsStorage(FileContext.getFileContext(path.toUri(), configuration), StoreAddress.unknown(path));
    }

    private static Storage hdfs(Path path, Configuration configuration, Configuration base) throws IOException {
        // A small file's close asks the NameNode at once, finds the block not yet reported, and sleeps this long, for
        // each record: 400 ms unless told otherwise.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 2);
        // It doubles with each retry. Five of them would be over after 62 ms, which a busy DataNode needs for itself.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 13);
        // Between asking for a block that no DataNode has, and asking for it again: three times, each time for longer.
        configuration.setInt("dfs.client.retry.window.base", 500);
        boolean direct = "hdfs".equals(path.toUri().getScheme());
        boolean observed = hasObservers(configuration);
        if (observed && !direct) {
            // Nobody can be asked to catch up through a mount table; this has every read do so.
            configuration
                    .getTrimmedStringCollection("dfs.nameservices")
                    .forEach(service -> configuration.set(AUTOMATIC_CATCHING_UP + service, "0"));
        }
        // Not where observers answer: it is another client, which has not seen all that ours has.
        @Nullable
        BatchListingOperations batches = direct && !observed
                ? BatchedListing.by(FileSystem.get(path.toUri(), base)).orElse(null)
                : null;
        return new HdfsStorage(FileContext.getFileContext(path.toUri(), configuration), batches, observed && direct);
    }

    /** Whether observers, which lag behind the active NameNode, may serve reads. */
    private static boolean hasObservers(Configuration configuration) {
        return configuration.getPropsWithPrefix("dfs.client.failover.proxy.provider.").values().stream()
                .anyMatch(provider -> provider.contains("Observer"));
    }
}
