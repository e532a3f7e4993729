package io.turnstile.spark.reuse;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/** The rule that resolves the hint {@code cached}, before Spark removes what it does not know. */
final class CachedHintResolution extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return CachedHint.resolve(plan);
    }
}
