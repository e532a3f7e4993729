package io.turnstile.examples.demo;

/**
 * A message from a child JVM to the demo, one line of text.
 *
 * @param from the role of the child
 * @param kind what has happened
 * @param text the rest of the line; what it means depends on the kind
 */
record Message(String from, Kind kind, String text) {
    /** What has happened in a child. */
    enum Kind {
        /** It can be told what to do. The text is what the others need to know of it. */
        READY,
        /** The query that it was told to run has begun its first Spark job. */
        COMPUTING,
        /** Its tasks have read some rows and wait for a signal before they read on. */
        HOLDING,
        /** Turnstile has warned it. The text is the warning. */
        WARNED,
        /** It has done what it was told to do. The text is an {@link Outcome}. */
        DONE,
        /** It has ended. The text is its exit code. */
        ENDED
    }

    String line() {
        return kind + " " + text;
    }

    /**
     * Reads a line back.
     *
     * @throws IllegalArgumentException if it is none that a child says
     */
    static Message parse(String from, String line) {
        int space = line.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException(from + " said: " + line);
        }
        return new Message(from, Kind.valueOf(line.substring(0, space)), line.substring(space + 1));
    }
}
