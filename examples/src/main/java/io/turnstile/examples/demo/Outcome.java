package io.turnstile.examples.demo;

import io.turnstile.spark.event.DatasetEvent.Action;
import java.time.Duration;

/**
 * The result of a command: what an application did when it was told to do something.
 *
 * @param action what Turnstile says that it did
 * @param generation which generation it computed or read; empty if it was refused
 * @param waited how long it waited for others
 * @param computeTime how long the computation of that generation took
 * @param jobs how many Spark jobs it spent on getting the dataset, not counting those that then read it
 * @param rows the rows that it then read
 * @param checksum of those rows
 * @param refusal why it was refused, else empty
 * @param span when that was
 */
record Outcome(
        Action action,
        String generation,
        Duration waited,
        Duration computeTime,
        int jobs,
        long rows,
        String checksum,
        String refusal,
        Span span) {

    /** As one line of text. */
    String encode() {
        return String.join(
                "\t",
                action.name(),
                generation,
                waited.toString(),
                computeTime.toString(),
                Integer.toString(jobs),
                Long.toString(rows),
                checksum,
                refusal.replaceAll("\\s+", " "),
                span.encode());
    }

    /** Reads {@link #encode} back. */
    static Outcome decode(String line) {
        String[] fields = line.split("\t", -1);
        return new Outcome(
                Action.valueOf(fields[0]),
                fields[1],
                Duration.parse(fields[2]),
                Duration.parse(fields[3]),
                Integer.parseInt(fields[4]),
                Long.parseLong(fields[5]),
                fields[6],
                fields[7],
                Span.decode(fields[8]));
    }

    /** What it then read, for people. */
    String contents() {
        return "%,d rows of %s".formatted(rows, generation) + (hasWaited() ? ", after waiting " + seconds(waited) : "");
    }

    static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }

    boolean hasWaited() {
        return !waited.isZero();
    }

    boolean sameRowsAs(Outcome other) {
        return rows == other.rows && checksum.equals(other.checksum);
    }
}
