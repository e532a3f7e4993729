package io.turnstile.core.storage;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * What the local file system does better than Hadoop's view of it, whose rename is not atomic, and which starts a process
 * for each file and directory that it makes, to set its permissions.
 */
final class LocalCalls {
    private LocalCalls() {}

    /** Gives a file a second name, unless that is taken: of several at once, exactly one succeeds. */
    static void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(local(name), local(file));
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw translated(new FileAlreadyExistsException(name + " exists"), taken);
        }
    }

    /** Hadoop's would delete the target first, and somebody could find it missing. */
    static void replace(Path source, Path target) throws IOException {
        Files.move(local(source), local(target), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves a file or a directory to where there is none; Hadoop's starts a process four times, to see whether a path is a
     * link. Checksums that Hadoop has written beside a file stay where they are, and it can be read without.
     */
    static void move(Path source, Path destination) throws IOException, AccessDeniedException {
        try {
            Files.move(local(source), local(destination));
        } catch (NoSuchFileException missing) {
            throw translated(
                    new FileNotFoundException("Cannot move " + source + " to " + destination
                            + ": it, or the directory to move it into, is missing"),
                    missing);
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw translated(new FileAlreadyExistsException(destination + " exists"), taken);
        }
    }

    /** Makes a directory and what is above it, as far as they are not there. */
    static void makeDirectories(Path directory, FsPermission umask) throws IOException, AccessDeniedException {
        makeDirectories(local(directory), permissions(FsPermission.getDirDefault(), umask));
    }

    private static void makeDirectories(java.nio.file.@Nullable Path directory, Set<PosixFilePermission> permissions)
            throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(directory.getParent(), permissions);
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, permissions);
        } catch (java.nio.file.FileAlreadyExistsException there) {
            if (!Files.isDirectory(directory)) {
                throw translated(
                        new ParentNotDirectoryException("Cannot make directory " + directory
                                + ": a file of that name is there. Move it away, or keep datasets elsewhere."),
                        there);
            }
        }
    }

    /** Makes a file where there is none, and what is above it. */
    static OutputStream create(Path file, FsPermission umask) throws IOException, AccessDeniedException {
        makeDirectories(file.getParent(), umask);
        try {
            Files.createFile(local(file));
            Files.setPosixFilePermissions(local(file), permissions(FsPermission.getFileDefault(), umask));
            return new BufferedOutputStream(Files.newOutputStream(local(file), StandardOpenOption.WRITE));
        } catch (NoSuchFileException missing) {
            throw translated(
                    new FileNotFoundException("Cannot create " + file + ": its directory was deleted meanwhile"),
                    missing);
        } catch (java.nio.file.FileAlreadyExistsException taken) {
            throw translated(new FileAlreadyExistsException(file + " exists"), taken);
        }
    }

    private static Set<PosixFilePermission> permissions(FsPermission permission, FsPermission umask) {
        return PosixFilePermissions.fromString(permission.applyUMask(umask).toString());
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    static <E extends IOException> E translated(E exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }
}
