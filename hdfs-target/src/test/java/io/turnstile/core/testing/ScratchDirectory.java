package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories in the build's own, or where there is none among the system's temporary ones, removed with this JVM. */
final class ScratchDirectory {
    private ScratchDirectory() {}

    static Path create(String name) {
        try {
            Path build = Path.of("target").toAbsolutePath();
            return Files.isDirectory(build)
                    ? Files.createTempDirectory(build, name + "-")
                    : Files.createTempDirectory("turnstile-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes it at the end of this JVM, after whoever writes into it has stopped. */
    static void removeAtEnd(Path directory, Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                stop.run();
            } finally {
                remove(directory);
            }
        }));
    }

    private static void remove(Path directory) {
        List<Path> contents;
        try (Stream<Path> found = Files.walk(directory)) {
            contents = found.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException gone) {
            return;
        }
        for (Path path : contents) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException left) {
                // Somebody still writes into it; mvn clean takes what is left.
            }
        }
    }
}
