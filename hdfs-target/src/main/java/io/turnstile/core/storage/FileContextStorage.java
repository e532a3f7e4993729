package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The base class of storages over a {@link FileContext}: reading, listing, deleting, and the order of steps in writing.
 */
abstract class FileContextStorage implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(FileContextStorage.class);

    final FileContext files;
    final Listings listings;

    FileContextStorage(FileContext files, Listings listings) {
        this.files = files;
        this.listings = listings;
    }

    /** Makes a file appear under a name that must be free: of all who try, exactly one succeeds. */
    abstract void nameExclusively(Path file, Path name) throws IOException;

    /** Makes a file appear under a name in one step, whether or not that is free. */
    abstract void rename(Path file, Path name) throws IOException;

    /** Creates a file that must not exist, and the directories above it. */
    abstract OutputStream createNew(Path file) throws IOException;

    @Override
    public final Path qualify(Path path) {
        return files.makeQualified(path);
    }

    @Override
    public final void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
        write(temporary, content);
        try {
            nameExclusively(temporary, target);
        } catch (FileAlreadyExistsException | FileNotFoundException taken) {
            discard(temporary);
            throw taken;
        }
    }

    @Override
    public void replace(Path target, Path temporary, byte[] content) throws IOException {
        write(temporary, content);
        rename(temporary, target);
    }

    private void write(Path file, byte[] content) throws IOException {
        try (OutputStream out = create(file)) {
            out.write(content);
        }
    }

    /** What is left behind is collected later; the outcome is certain already and must not be spoilt. */
    final void discard(Path temporary) {
        try {
            files.delete(temporary, false);
        } catch (IOException left) {
            LOG.debug("Left {} behind", temporary, left);
        }
    }

    @Override
    public final OutputStream create(Path file) throws IOException {
        return new OnceFailingOutput(createNew(file));
    }

    @Override
    public final InputStream open(Path file) throws IOException {
        try {
            return BlockInput.open(file, () -> files.open(file));
        } catch (AccessControlException denied) {
            throw Denials.mayNotRead(file, denied);
        }
    }

    @Override
    public final List<Entry> list(Path directory) throws IOException {
        return listings.list(directory);
    }

    @Override
    public final List<List<Entry>> list(List<Path> directories) throws IOException {
        Optional<List<List<Entry>>> together = listings.together(directories);
        return together.isPresent() ? together.get() : Storage.super.list(directories);
    }

    @Override
    public final Entry status(Path path) throws IOException {
        return Entry.of(files.getFileStatus(path));
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
    public final boolean delete(Path path) throws IOException {
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
