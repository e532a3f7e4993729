package io.turnstile.spark.session;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CachedData;

/**
 * Rows that Spark itself has cached. It takes them for those of any plan that reads the same paths, whatever has become of the
 * files there since.
 *
 * @param plan what they were computed from, with the files that were there then
 * @param fromCache whether they were computed from others that were cached
 */
public record CachedRows(LogicalPlan plan, boolean fromCache) {
    static CachedRows of(CachedData cached) {
        // As text, since an adaptive plan has its parts elsewhere than others do.
        String physical =
                cached.cachedRepresentation().cacheBuilder().cachedPlan().toString();
        return new CachedRows(cached.plan(), physical.contains("InMemoryTableScan"));
    }
}
