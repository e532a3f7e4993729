package io.turnstile.spark.session;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** What a query leaves behind that is not run, because what it would compute is there. */
public final class SkippedQuery {
    private SkippedQuery() {}

    /** The same of a query that is at hand. */
    public static void completeObservations(Dataset<?> query) {
        completeObservations(query.sparkSession(), query.queryExecution().analyzed());
    }

    /** Does nothing: an observation of Spark 3 takes what it holds from a query that is run, and from nobody else. */
    @SuppressWarnings("unused")
    static void completeObservations(SparkSession session, LogicalPlan query) {}
}
