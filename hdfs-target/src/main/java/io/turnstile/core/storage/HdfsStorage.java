package io.turnstile.core.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/**
 * Storage on HDFS, also through a mount table. The guarantee of exclusiveness is the NameNode's: a rename without overwrite is
 * one operation under its lock.
 */
final class HdfsStorage extends FileContextStorage {
    private final boolean observed;

    /**
     * Storage through a client.
     *
     * @param batches lists many directories at once; null where that cannot be done
     * @param observed whether observers, which lag behind, may answer
     */
    HdfsStorage(FileContext files, @Nullable BatchListingOperations batches, boolean observed) {
        super(files, new Listings(files, batches));
        this.observed = observed;
    }

    @Override
    public void catchUp() throws IOException {
        if (observed) {
            files.msync();
        }
    }

    /** The NameNode keeps them sorted. */
    @Override
    public RemoteIterator<Entry> entries(Path directory) throws IOException {
        return listings.pages(directory);
    }

    @Override
    void nameExclusively(Path file, Path name) throws IOException {
        rename(file, name, Rename.NONE);
    }

    @Override
    void rename(Path file, Path name) throws IOException {
        rename(file, name, Rename.OVERWRITE);
    }

    @Override
    OutputStream createNew(Path file) throws IOException {
        try {
            return files.create(file, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent());
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(file, denied);
        }
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        try {
            files.mkdir(directory, FsPermission.getDirDefault(), true);
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(directory, denied);
        }
    }

    @Override
    public void move(Path source, Path destination) throws IOException {
        rename(source, destination, Rename.NONE);
    }

    private void rename(Path source, Path destination, Rename option) throws IOException {
        try {
            files.rename(source, destination, option);
        } catch (AccessControlException denied) {
            throw Denials.mayNotWrite(destination, denied);
        }
    }
}
