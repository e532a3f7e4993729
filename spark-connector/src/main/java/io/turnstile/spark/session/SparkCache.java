package io.turnstile.spark.session;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CachedData;
import scala.Option;

/** What is cached by Spark itself, {@code df.cache()} and {@code CACHE TABLE}. */
public final class SparkCache {
    private SparkCache() {}

    /** Whether nothing is. */
    public static boolean isEmpty(SparkSession session) {
        return session.sharedState().cacheManager().isEmpty();
    }

    /** Whether the plan's rows are. */
    public static boolean holds(SparkSession session, LogicalPlan plan) {
        return !isEmpty(session) && CacheLookup.of(session, plan).isDefined();
    }

    /** What is cached and would be taken for the plan's rows. */
    public static Optional<CachedRows> find(SparkSession session, LogicalPlan plan) {
        if (isEmpty(session)) {
            return Optional.empty();
        }
        Option<CachedData> found = CacheLookup.of(session, plan);
        return found.isEmpty() ? Optional.empty() : Optional.of(CachedRows.of(found.get()));
    }
}
