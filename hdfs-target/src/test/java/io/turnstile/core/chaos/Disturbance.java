package io.turnstile.core.chaos;

/**
 * Something that was done to a worker or to Redis, or that a worker noticed.
 *
 * @param kind what
 * @param worker to which; empty for Redis
 * @param from from when, by the clock of the operations
 * @param to until when
 */
record Disturbance(Kind kind, String worker, long from, long to) {
    enum Kind {
        /** A worker was stopped and resumed. */
        STOPPED,
        /** A worker was killed, and another took its place. */
        KILLED,
        /** A worker noticed that it had not run for a while. */
        STALLED,
        /** Redis was killed and came back empty. */
        REDIS_RESTARTED,
        /** Redis was stopped and resumed. */
        REDIS_PAUSED,
        /** Redis was emptied; nobody lost a connection. */
        REDIS_FLUSHED
    }

    boolean overlaps(long begin, long end) {
        return from <= end && to >= begin;
    }
}
