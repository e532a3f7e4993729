package io.turnstile.target.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;

/** What the local file system does better than Hadoop's view of it, whose rename is not atomic. */
final class LocalRename {
    private LocalRename() {}

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

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    static <E extends IOException> E translated(E exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }
}
