package io.turnstile.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The flights and airports of one run of the demo: a copy, so that it can change them. */
final class InputFiles {
    private static final List<String> NAMES = List.of("flights-3m.parquet", "airports.csv");

    private final Path directory;

    private InputFiles(Path directory) {
        this.directory = directory;
    }

    /** Copies them to a directory that is not there. */
    static InputFiles copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : NAMES) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
        return new InputFiles(to);
    }

    /** Where they are, as Spark reads it. */
    String uri() {
        return directory.toUri().toString();
    }

    /** Changes one of them: Newark's airport is one of New York's from now on. */
    void countNewarkAsNewYork() throws IOException {
        Path airports = directory.resolve("airports.csv");
        String before = Files.readString(airports);
        String after = before.replace("\nEWR,Newark Intl,Newark,NJ,", "\nEWR,Newark Intl,New York,NY,");
        if (after.equals(before)) {
            throw new IOException("There is no Newark in " + airports);
        }
        Files.writeString(airports, after);
    }
}
