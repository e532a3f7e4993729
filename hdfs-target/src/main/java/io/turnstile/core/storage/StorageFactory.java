package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
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
    private static final Set<String> OBJECT_STORES = Set.of("s3a");
    private static final String AUTOMATIC_CATCHING_UP = "dfs.client.failover.observer.auto-msync-period.";

    private StorageFactory() {}

    /**
     * The storage that a path lies on: HDFS (also through ViewFS), S3, or a local file system.
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
        if (OBJECT_STORES.contains(scheme)) {
            return objects(absolute, base);
        }
        if (!EXCLUSIVE_RENAME.contains(scheme)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": the file system '" + scheme
                    + "' has no atomic rename that refuses to overwrite. Use a directory on HDFS (hdfs:, viewfs:), on S3"
                    + " (s3a:) or, on one machine, file:.");
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
                        && OBJECT_STORES.contains(FileSystem.getDefaultUri(base).getScheme())
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

    /** Through the client that all of a JVM share: one of its own takes half a second to start, and threads. */
    private static Storage objects(Path path, Configuration base) throws IOException {
        FileSystem files;
        try {
            files = FileSystem.get(path.toUri(), base);
        } catch (UnsupportedFileSystemException | RuntimeException | NoClassDefFoundError noClient) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": there is no client for '"
                    + path.toUri().getScheme() + "' (" + noClient.getMessage() + "). Put hadoop-aws "
                    + VersionInfo.getVersion() + " and the AWS SDK that belongs to it on the class path.");
        }
        if (!files.hasPathCapability(path, ConditionalCreation.CAPABILITY)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": this client (Hadoop "
                    + VersionInfo.getVersion()
                    + ") cannot create an object on condition that there is none. It can as of"
                    + " Hadoop 3.4.2, which Spark 4.1 has, unless fs.s3a.create.conditional.enabled is false.");
        }
        return new ObjectStorage(files, StoreAddress.of(path, base));
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
