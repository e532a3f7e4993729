package io.turnstile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletion of the directories that the rows write. */
public final class Directories {
    private Directories() {}

    /** Removes one with everything in it, which by now nobody writes into. */
    public static void remove(Path directory) throws IOException {
        List<Path> contents;
        try (Stream<Path> found = Files.walk(directory)) {
            contents = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : contents) {
            Files.deleteIfExists(path);
        }
    }
}
