package io.turnstile.spark.session;

import java.util.function.Predicate;

/**
 * The detection of commands that tell of a table and read no row of it: {@code DESCRIBE}, {@code SHOW …}, {@code EXPLAIN},
 * {@code tableExists}, {@link QueryText}. Spark loads a table for these in the same way as for a query, and does not say for which; the methods
 * that it comes through do.
 */
public final class MetadataCommand {
    /** Spark's own rules take some thirty frames from there to a catalog. */
    private static final int DEEPEST = 300;

    private MetadataCommand() {}

    /** Whether the current thread loads a table for one. */
    public static boolean isRunning() {
        return isCalledBy(frame -> frame.getMethodName().contains("lookupTableOrView")
                || frame.getClassName().endsWith(".ExplainCommand")
                || frame.getClassName().equals(QueryText.class.getName()));
    }

    /** Whether the current thread looks a table up in order to drop it. */
    public static boolean isDrop() {
        return isCalledBy(frame -> frame.getMethodName().startsWith("dropTable"));
    }

    private static boolean isCalledBy(Predicate<StackWalker.StackFrame> caller) {
        return StackWalker.getInstance().walk(frames -> frames.limit(DEEPEST).anyMatch(caller));
    }
}
