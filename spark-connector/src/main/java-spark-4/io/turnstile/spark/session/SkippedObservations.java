package io.turnstile.spark.session;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;

/** The observations that are made of a query, where it is not run. */
final class SkippedObservations {
    private SkippedObservations() {}

    /**
     * Completes the {@link org.apache.spark.sql.Observation observations} that are made of a query, as of no row: whoever
     * asks for what they hold would wait for ever. Runs no job.
     *
     * @param query analysed
     */
    static void complete(SparkSession session, LogicalPlan query) {
        if (query.exists(CollectMetrics.class::isInstance)) {
            var own = (org.apache.spark.sql.classic.SparkSession) session;
            own.observationManager().tryComplete(own.sessionState().executePlan(query, CommandExecutionMode.SKIP()));
        }
    }
}
