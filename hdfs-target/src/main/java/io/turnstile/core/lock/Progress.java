package io.turnstile.core.lock;

import java.util.OptionalInt;

/**
 * A progress report of a computation, as the holder of its lock last told it. What is known of the work may grow while it
 * is done.
 *
 * @param stagesDone stages that are done
 * @param stagesKnown stages that are known, those that are done included
 * @param tasksDone tasks that are done; a caller that knows no tasks counts what it likes, such as per cent
 * @param tasksKnown tasks that are known, those that are done included; 0 if nothing is known
 * @param rows rows written so far, -1 if nobody counts
 * @param bytes bytes written so far, -1 if nobody counts
 * @param address where to look at the computation, such as Spark's web interface; empty if nowhere
 */
public record Progress(
        int stagesDone, int stagesKnown, long tasksDone, long tasksKnown, long rows, long bytes, String address) {
    /** Nothing was told. */
    public static final Progress NONE = new Progress(0, 0, 0, 0, -1, -1, "");

    /** So many of so many, and no more is known. */
    public static Progress of(long done, long known) {
        return new Progress(0, 0, done, known, -1, -1, "");
    }

    /** How much of the known work is done, in whole per cent; empty if nothing is known. */
    public OptionalInt percent() {
        return tasksKnown <= 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.max(0, Math.min(100, 100 * tasksDone / tasksKnown)));
    }
}
