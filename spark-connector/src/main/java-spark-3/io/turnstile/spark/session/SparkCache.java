package io.turnstile.spark.session;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** What is cached by Spark itself, {@code df.cache()} and {@code CACHE TABLE}. */
public final class SparkCache {
    private SparkCache() {}

    /** Whether the plan's rows are. */
    public static boolean holds(SparkSession session, LogicalPlan plan) {
        var cache = session.sharedState().cacheManager();
        return !cache.isEmpty() && cache.lookupCachedData(plan).isDefined();
    }
}
