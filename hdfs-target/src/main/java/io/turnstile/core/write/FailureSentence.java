package io.turnstile.core.write;

import java.util.List;

/** The one line of a failure's message that says what went wrong, for those who were waiting. */
final class FailureSentence {
    private static final String TRACEBACK = "Traceback (most recent call last):";

    private FailureSentence() {}

    /**
     * The first line; of a message that ends in a traceback of Python's, what was failing and the error, which is the first
     * line below the calls.
     */
    static String of(String message) {
        List<String> lines = message.lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        int traceback = -1;
        for (int i = 0; i < lines.size(); i++) {
            traceback = lines.get(i).endsWith(TRACEBACK) ? i : traceback;
        }
        if (traceback < 0) {
            return first;
        }
        String failing = first.endsWith(TRACEBACK)
                ? first.substring(0, first.length() - TRACEBACK.length()).strip()
                : first;
        String error = lines.stream()
                .skip(traceback + 1L)
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .findFirst()
                .orElse("");
        return (failing + " " + error).strip();
    }
}
