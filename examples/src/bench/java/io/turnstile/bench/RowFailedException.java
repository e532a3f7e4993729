package io.turnstile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A row could not be measured. The message ends with what its JVM last said. */
final class RowFailedException extends Exception {
    private static final int LAST_LINES = 40;

    RowFailedException(String row, int exitCode, Path log) throws IOException {
        super("The row %s could not be measured (exit code %d):%n%s".formatted(row, exitCode, lastWords(log)));
    }

    private static String lastWords(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
