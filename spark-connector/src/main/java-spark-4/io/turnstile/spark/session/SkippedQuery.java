package io.turnstile.spark.session;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;

/** What a query leaves behind that is not run, because what it would compute is there. */
public final class SkippedQuery {
    private SkippedQuery() {}

    /** The same of a query that is at hand. */
    public static void completeObservations(Dataset<?> query) {
        completeObservations(query.sparkSession(), query.queryExecution().analyzed());
    }

    /**
     * Completes the {@link org.apache.spark.sql.Observation observations} that are made of a query, with nothing observed:
     * whoever asks for what they hold would wait for ever. Runs no job.
     *
     * @param query analysed
     */
    static void completeObservations(SparkSession session, LogicalPlan query) {
        if (query.exists(CollectMetrics.class::isInstance)) {
            var own = (org.apache.spark.sql.classic.SparkSession) session;
            own.observationManager().tryComplete(own.sessionState().executePlan(query, CommandExecutionMode.SKIP()));
        }
    }
}
