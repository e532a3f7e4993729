package io.turnstile.core.storage;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * Storage on a local file system. The guarantee of exclusiveness is a hard link's, since a rename there replaces. What makes
 * and moves files goes past Hadoop, whose rename is not atomic, and which starts a process for each file and directory that
 * it makes, to set its permissions.
 */
final class LocalStorage extends FileContextStorage {
    LocalStorage(FileContext files) {
        super(files, new Listings(files, null));
    }

    /** Gives the file a second name, unless that is taken; the first one is left behind if that cannot be helped. */
    @Override
    void nameExclusively(Path file, Path name) throws IOException {
        try {
            Files.createLink(local(name), local(file));
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw Denials.translated(new FileAlreadyExistsException(name + " exists"), taken);
        } catch (NoSuchFileException missing) {
            throw Denials.translated(
                    new FileNotFoundException("Cannot create " + name + ": its directory was deleted meanwhile"),
                    missing);
        }
        discard(file);
    }

    /** Hadoop's would delete the target first, and somebody could find it missing. */
    @Override
    void rename(Path file, Path name) throws IOException {
        Files.move(local(file), local(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    OutputStream createNew(Path file) throws IOException {
        try {
            makeDirectories(local(file).getParent());
            Files.createFile(local(file));
            Files.setPosixFilePermissions(local(file), permissions(FsPermission.getFileDefault()));
            return new BufferedOutputStream(Files.newOutputStream(local(file), StandardOpenOption.WRITE));
        } catch (NoSuchFileException missing) {
            throw Denials.translated(
                    new FileNotFoundException("Cannot create " + file + ": its directory was deleted meanwhile"),
                    missing);
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw Denials.translated(new FileAlreadyExistsException(file + " exists"), taken);
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(file, denied);
        }
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        try {
            makeDirectories(local(directory));
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(directory, denied);
        } catch (NoSuchFileException missing) {
            throw Denials.translated(
                    new FileNotFoundException("Cannot make directory " + directory + ": it was deleted meanwhile"),
                    missing);
        }
    }

    private void makeDirectories(java.nio.file.@Nullable Path directory) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(directory.getParent());
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, permissions(FsPermission.getDirDefault()));
        } catch (java.nio.file.FileAlreadyExistsException there) {
            if (!Files.exists(directory)) {
                throw new NoSuchFileException(directory.toString());
            }
            if (!Files.isDirectory(directory)) {
                throw Denials.translated(
                        new ParentNotDirectoryException("Cannot make directory " + directory
                                + ": a file of that name is there. Move it away, or keep datasets elsewhere."),
                        there);
            }
        }
    }

    /** Hadoop's looks whether it is empty, and then deletes it with whatever has come into it by then. */
    @Override
    public void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(local(directory));
        } catch (NoSuchFileException | DirectoryNotEmptyException left) {
            // That is what was asked for.
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(directory, denied);
        }
    }

    /**
     * Hadoop's starts a process four times, to see whether a path is a link. Checksums that Hadoop has written beside a file
     * stay where they are, and it can be read without.
     */
    @Override
    public void move(Path source, Path destination) throws IOException {
        try {
            Files.move(local(source), local(destination));
        } catch (NoSuchFileException missing) {
            throw Denials.translated(
                    new FileNotFoundException("Cannot move " + source + " to " + destination
                            + ": it, or the directory to move it into, is missing"),
                    missing);
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw Denials.translated(new FileAlreadyExistsException(destination + " exists"), taken);
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(destination, denied);
        }
    }

    private Set<PosixFilePermission> permissions(FsPermission permission) {
        return PosixFilePermissions.fromString(
                permission.applyUMask(files.getUMask()).toString());
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
