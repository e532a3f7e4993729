package io.turnstile.examples.demo;

import java.time.Instant;

/**
 * The time that a command took, by the clock that all applications of the demonstration share.
 *
 * @param began when it was begun
 * @param had when the application had the dataset, or was refused
 * @param ended when it had read the rows
 */
record Span(Instant began, Instant had, Instant ended) {
    String encode() {
        return began.toEpochMilli() + " " + had.toEpochMilli() + " " + ended.toEpochMilli();
    }

    /** Reads {@link #encode} back. */
    static Span decode(String text) {
        String[] times = text.split(" ", -1);
        return new Span(time(times[0]), time(times[1]), time(times[2]));
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
