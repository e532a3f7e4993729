package io.turnstile.core.write;

import java.util.List;

/** The one line of a failure that says what went wrong, for those who were waiting and those who come later. */
final class FailureSentence {
    private static final String TRACEBACK = "Traceback (most recent call last):";

    private static final int LONGEST_LINE = 500;
    private static final int DEEPEST = 10;

    private FailureSentence() {}

    /** Of the failure itself. */
    static String line(Throwable failure) {
        String line = sentence(failure);
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
    }

    /** Of the failure and of what caused it, but for what has been said already. */
    static String ofChain(Throwable failure) {
        StringBuilder told = new StringBuilder(sentence(failure));
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = of(String.valueOf(cause.getMessage()));
            if (told.indexOf(message) < 0) {
                told.append("; caused by ").append(sentence(cause));
            }
            cause = cause.getCause();
        }
        return told.toString();
    }

    private static String sentence(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + of(String.valueOf(failure.getMessage()));
    }

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
