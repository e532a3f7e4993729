package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.local.RawLocalFs;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage over a {@link FileContext}. On HDFS the guarantee of exclusiveness is the NameNode's: a rename without
 * overwrite is one operation under its lock. On a local file system it is a hard link's, since a rename there replaces.
 */
final class HadoopStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(HadoopStorage.class);
    private static final Set<String> EXCLUSIVE_RENAME = Set.of("hdfs", "viewfs");
    private static final String AUTOMATIC_CATCHING_UP = "dfs.client.failover.observer.auto-msync-period.";

    private final FileContext files;
    private final boolean local;
    private final boolean observed;
    private final Listings listings;

    private HadoopStorage(
            FileContext files, boolean local, boolean observed, @Nullable BatchListingOperations batches) {
        this.files = files;
        this.local = local;
        this.observed = observed;
        this.listings = new Listings(files, batches);
    }

    static Storage open(Path path, Configuration base) throws IOException {
        Configuration configuration = new Configuration(base);
        // A small file's close asks the NameNode at once, finds the block not yet reported, and sleeps this long, for
        // each record: 400 ms unless told otherwise.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 2);
        // It doubles with each retry. Five of them would be over after 62 ms, which a busy DataNode needs for itself.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 13);
        // No checksum files beside records: a link does not bring them along.
        configuration.set("fs.AbstractFileSystem.file.impl", RawLocalFs.class.getName());
        Path absolute = path.toUri().getScheme() == null
                ? FileContext.getFileContext(configuration).makeQualified(path)
                : path;
        String scheme = absolute.toUri().getScheme();
        boolean local = "file".equals(scheme);
        if (!local && !EXCLUSIVE_RENAME.contains(scheme)) {
            throw new UnsupportedStorageException("Cannot keep datasets in " + path + ": the file system '" + scheme
                    + "' has no atomic rename that refuses to overwrite. Use a directory on HDFS (hdfs:, viewfs:) or,"
                    + " on one machine, file:.");
        }
        boolean plainHdfs = "hdfs".equals(scheme);
        boolean observed = hasObservers(configuration);
        if (observed && !plainHdfs) {
            // Nobody can be asked to catch up through a mount table; this has every read do so.
            configuration
                    .getTrimmedStringCollection("dfs.nameservices")
                    .forEach(service -> configuration.set(AUTOMATIC_CATCHING_UP + service, "0"));
        }
        return new HadoopStorage(
                FileContext.getFileContext(absolute.toUri(), configuration),
                local,
                observed && plainHdfs,
                // Not where observers answer: it is another client, which has not seen all that ours has.
                plainHdfs && !observed
                        ? BatchedListing.by(FileSystem.get(absolute.toUri(), base))
                                .orElse(null)
                        : null);
    }

    /** Whether observers, which lag behind the active NameNode, may serve reads. */
    private static boolean hasObservers(Configuration configuration) {
        return configuration.getPropsWithPrefix("dfs.client.failover.proxy.provider.").values().stream()
                .anyMatch(provider -> provider.contains("Observer"));
    }

    @Override
    public void catchUp() throws IOException {
        if (observed) {
            files.msync();
        }
    }

    @Override
    public Path qualify(Path path) {
        return files.makeQualified(path);
    }

    @Override
    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
        write(temporary, content);
        try {
            if (local) {
                LocalCalls.link(temporary, target);
                discard(temporary);
            } else {
                files.rename(temporary, target, Rename.NONE);
            }
        } catch (FileAlreadyExistsException taken) {
            discard(temporary);
            throw taken;
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(target, denied);
        }
    }

    /** What is left behind is collected later; the outcome is certain already and must not be spoilt. */
    private void discard(Path temporary) {
        try {
            files.delete(temporary, false);
        } catch (IOException left) {
            LOG.debug("Left {} behind", temporary, left);
        }
    }

    @Override
    public void replace(Path target, Path temporary, byte[] content) throws IOException {
        write(temporary, content);
        if (local) {
            // Hadoop's would delete the target first, and somebody could find it missing.
            LocalCalls.replace(temporary, target);
        } else {
            rename(temporary, target, Rename.OVERWRITE);
        }
    }

    private void rename(Path source, Path destination, Rename option) throws IOException {
        try {
            files.rename(source, destination, option);
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(destination, denied);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        try (OutputStream out = create(file)) {
            out.write(content);
        }
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        try {
            return new OnceFailingOutput(
                    local
                            ? LocalCalls.create(file, files.getUMask())
                            : files.create(file, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent()));
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(file, denied);
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(file, denied);
        }
    }

    @Override
    public InputStream open(Path file) throws IOException {
        try {
            return files.open(file);
        } catch (AccessControlException denied) {
            throw Denials.mayNotRead(file, denied);
        }
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return listings.list(directory);
    }

    @Override
    public List<List<Entry>> list(List<Path> directories) throws IOException {
        Optional<List<List<Entry>>> together = listings.together(directories);
        return together.isPresent() ? together.get() : Storage.super.list(directories);
    }

    @Override
    public Entry status(Path path) throws IOException {
        return Entry.of(files.getFileStatus(path));
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        try {
            if (local) {
                LocalCalls.makeDirectories(directory, files.getUMask());
            } else {
                files.mkdir(directory, FsPermission.getDirDefault(), true);
            }
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(directory, denied);
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(directory, denied);
        }
    }

    @Override
    public void move(Path source, Path destination) throws IOException {
        if (!local) {
            rename(source, destination, Rename.NONE);
            return;
        }
        try {
            LocalCalls.move(source, destination);
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(destination, denied);
        }
    }

    @Override
    public void deleteIfEmpty(Path directory) throws IOException {
        try {
            files.delete(directory, false);
        } catch (FileNotFoundException | PathIsNotEmptyDirectoryException left) {
            // That is what was asked for.
        } catch (IOException failure) {
            // A local file system has no exception of its own for this.
            if (list(directory).isEmpty()) {
                throw failure;
            }
        }
    }

    @Override
    public boolean delete(Path path) throws IOException {
        try {
            return files.delete(path, true);
        } catch (FileNotFoundException gone) {
            return false;
        } catch (AccessControlException denied) {
            if (isMissing(path)) {
                return false;
            }
            throw Denials.mayNotWrite(path, denied);
        }
    }

    private boolean isMissing(Path path) throws IOException {
        try {
            files.getFileStatus(path);
            return false;
        } catch (FileNotFoundException missing) {
            return true;
        }
    }
}
