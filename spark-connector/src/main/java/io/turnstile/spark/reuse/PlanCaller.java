package io.turnstile.spark.reuse;

/** Who asks for a plan to be normalised, where that makes a difference and Spark does not tell. */
final class PlanCaller {
    private PlanCaller() {}

    /**
     * Whether a query is only explained. Running one begins with describing it, too, for the SQL tab: that is a call of
     * SQLExecution's.
     */
    static boolean isOnlyShown() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> !frame.getMethodName().equals("explainString"))
                        .dropWhile(frame -> frame.getClassName().contains("QueryExecution"))
                        .limit(1)
                        .anyMatch(frame -> !frame.getClassName().contains("SQLExecution")));
    }

    /** Whether Spark's own cache asks, for the plan by which it will find again what it holds, and not to fill itself. */
    static boolean isSparkCache() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("org.apache.spark.sql.execution.CacheManager")
                                || name.startsWith("org.apache.spark.sql.execution.columnar.InMemoryRelation"))
                        .findFirst()
                        .filter(name -> name.contains("CacheManager"))
                        .isPresent());
    }
}
