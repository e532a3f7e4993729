package io.turnstile.spark.fingerprint;

import java.util.Map;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Reads the plans that are inside expressions. */
interface Subqueries {
    /**
     * Reads a subquery's plan.
     *
     * @param outer of the attributes of the query around it that it refers to: which of them in order, by expression id
     * @throws Untold if it cannot be told what the plan gives
     */
    SealedRows read(LogicalPlan plan, Map<Long, Integer> outer);
}
