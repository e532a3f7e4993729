package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Storage on Azure through Hadoop's ABFS client, in an account with a hierarchical namespace: there a file or a directory is
 * renamed in one step, and the client has the store do that only if the new name is free ({@code If-None-Match: *}). So files
 * are written aside and renamed, as on HDFS.
 *
 * <p>To create a file on condition that there is none, which the client can do as well, is not enough: it makes a file of no
 * length, and what is written follows in requests of its own. Others would see a record without content, and a crash would leave one.
 */
final class AbfsStorage extends FileContextStorage {
    /** What the client says of an account with a hierarchical namespace alone. Before Hadoop 3.3.4 it may say so of none. */
    static final String HIERARCHICAL = CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME;

    private final StoreAddress address;

    AbfsStorage(FileContext files, StoreAddress address) {
        super(files, new Listings(files, null));
        this.address = address;
    }

    @Override
    public Optional<StoreAddress> store() {
        return Optional.of(address);
    }

    @Override
    void nameExclusively(Path file, Path name) throws IOException {
        move(file, name);
    }

    /** The client says of a name that is taken only that it could not rename. */
    @Override
    public void move(Path source, Path destination) throws IOException {
        try {
            files.rename(source, destination, Rename.NONE);
        } catch (FileAlreadyExistsException | FileNotFoundException certain) {
            throw certain;
        } catch (IOException failure) {
            if (files.util().exists(destination)) {
                throw Denials.translated(new FileAlreadyExistsException(destination + " exists"), failure);
            }
            throw failure;
        }
    }

    /**
     * Writes over what is there, as the client deletes first what it is to rename to: a file that is gone for a moment would be
     * taken for one that nobody needs any more. One that is empty for a moment, or cut off, is read again.
     */
    @Override
    public void replace(Path target, Path temporary, byte[] content) throws IOException {
        try (OutputStream out = new OnceFailingOutput(
                files.create(target, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE), CreateOpts.createParent()))) {
            out.write(content);
        }
    }

    @Override
    void rename(Path file, Path name) {
        throw new UnsupportedOperationException(
                "Cannot rename " + file + " to " + name + " in one step if that exists");
    }

    @Override
    OutputStream createNew(Path file) throws IOException {
        return files.create(file, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent());
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        files.mkdir(directory, FsPermission.getDirDefault(), true);
    }
}
