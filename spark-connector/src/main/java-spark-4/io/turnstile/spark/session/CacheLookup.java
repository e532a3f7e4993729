package io.turnstile.spark.session;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CachedData;
import scala.Option;

/** The question to Spark's cache, as this Spark takes it. */
final class CacheLookup {
    private CacheLookup() {}

    /** What would be taken for the plan's rows. Has the plan normalised, which asks the rules for that again. */
    static Option<CachedData> of(SparkSession session, LogicalPlan plan) {
        return session.sharedState()
                .cacheManager()
                .lookupCachedData((org.apache.spark.sql.classic.SparkSession) session, plan);
    }
}
