package io.turnstile.spark.session;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** What is cached by Spark itself, {@code df.cache()} and {@code CACHE TABLE}. */
public final class SparkCache {
    private SparkCache() {}

    /** Whether nothing is. */
    public static boolean isEmpty(SparkSession session) {
        return session.sharedState().cacheManager().isEmpty();
    }

    /** Whether the plan's rows are. Has the plan normalised, which asks the rules for that again. */
    public static boolean holds(SparkSession session, LogicalPlan plan) {
        return !isEmpty(session)
                && session.sharedState()
                        .cacheManager()
                        .lookupCachedData((org.apache.spark.sql.classic.SparkSession) session, plan)
                        .isDefined();
    }
}
