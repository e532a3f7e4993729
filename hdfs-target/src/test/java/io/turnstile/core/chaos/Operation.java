package io.turnstile.core.chaos;

/**
 * One call, as the one who made it tells of it. Times are {@link System#nanoTime}, which is the machine's monotonic clock
 * on Linux and so the same for all JVMs of a run.
 *
 * @param id names it, and begins with its worker's name
 * @param worker the JVM
 * @param kind what was asked
 * @param dataset of which dataset
 * @param begin just before the call
 * @param own the generation that it was to publish; empty if it never got so far
 * @param stepped when its decisive step was over or, for a write, about to begin: a reader had its snapshot, a writer
 *     was about to commit; 0 if it never got so far
 * @param end just after the call; {@link Long#MAX_VALUE} if its worker was killed before
 * @param outcome what came of it
 * @param seen the generation that it was told of: read, reused, published or removed; empty if none
 * @param detail for people; for a read, the operation that the content names as its writer
 */
record Operation(
        String id,
        String worker,
        Kind kind,
        String dataset,
        long begin,
        String own,
        long stepped,
        long end,
        Outcome outcome,
        String seen,
        String detail) {
    enum Kind {
        WRITE,
        REPLACE,
        READ,
        REMOVE,
        COLLECT
    }

    enum Outcome {
        /** Its worker was killed, or it was told itself that the outcome cannot be known. */
        UNKNOWN,
        /** It published its own generation. */
        PUBLISHED,
        /** It was told to use the one that is there. */
        REUSED,
        /** It was told for certain that it did not publish. */
        NOT_PUBLISHED,
        /** It read a generation from end to end. */
        READ,
        /** It was told that there is no such dataset. */
        NOTHING_THERE,
        /** It removed the head. */
        REMOVED,
        /** It collected, or was told why not. */
        COLLECTED,
        /** It gave up waiting, or the lock service was away and it needed it. */
        GAVE_UP,
        /** Files of the generation that it had pinned were missing. */
        LOST_FILES,
        /** What it read is not what one writer wrote. */
        WRONG_CONTENT,
        /** Something that nobody was prepared for. */
        ERROR
    }

    /** By when it had seen the head. */
    long sawHeadBy() {
        return kind == Kind.READ && stepped > 0 ? stepped : end;
    }

    @Override
    public String toString() {
        return kind + " " + id + " of " + dataset + (own.isEmpty() ? "" : " (its generation " + own + ")") + " in ["
                + begin + ", " + (end == Long.MAX_VALUE ? "never ended" : end) + "] said " + outcome
                + (seen.isEmpty() ? "" : " " + seen) + (detail.isEmpty() ? "" : ": " + detail);
    }
}
