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

    /** Whether Spark's own cache asks, for the plan by which it will find again what it holds. */
    static boolean isSparkCache() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> !frame.getClassName().contains("QueryExecution"))
                        .dropWhile(frame -> !isOutside(frame.getClassName()))
                        .limit(1)
                        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.spark.sql.execution.CacheManager")));
    }

    /** Whether it is neither the planning itself nor what Scala and Spark put between its steps. */
    private static boolean isOutside(String name) {
        return !name.contains("QueryExecution")
                && !name.contains("QueryPlanningTracker")
                && !name.contains("LazyTry")
                && !name.startsWith("scala.")
                && !name.startsWith("org.apache.spark.util.")
                && !name.contains("SparkSession");
    }
}
