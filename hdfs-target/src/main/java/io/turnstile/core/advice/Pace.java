package io.turnstile.core.advice;

/**
 * How long the stages of an application took beside what operators like theirs are reckoned to take. What never ran, such as reading
 * a dataset that is not there, is reckoned alike and takes as much longer. Not thread-safe.
 */
final class Pace {
    /** What a task takes before it has seen a row, and after the last one. */
    private static final double OF_TASK = 5e6;

    private double took;
    private double reckoned;

    /** A stage that ran: how long, and how long its operators are reckoned to take, in nanoseconds. */
    void add(double nanos, double reckonedNanos, long tasks) {
        if (nanos > 0 && reckonedNanos > 0) {
            took += nanos;
            reckoned += reckonedNanos + tasks * OF_TASK;
        }
    }

    /** How long that would take there, in nanoseconds; as it is reckoned where nothing ran that is known. */
    double nanos(double reckonedNanos) {
        return reckoned == 0 ? reckonedNanos : reckonedNanos * took / reckoned;
    }
}
