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

    /** Whether the plan's rows are. */
    public static boolean holds(SparkSession session, LogicalPlan plan) {
        return !isEmpty(session)
                && session.sharedState().cacheManager().lookupCachedData(plan).isDefined();
    }
}
