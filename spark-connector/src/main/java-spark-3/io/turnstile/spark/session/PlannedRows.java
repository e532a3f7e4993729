package io.turnstile.spark.session;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** The rows of a plan. */
public final class PlannedRows {
    private PlannedRows() {}

    /** The plan, which is analysed, as a query of its session. */
    public static Dataset<Row> of(SparkSession session, LogicalPlan plan) {
        return Dataset.ofRows(session, plan);
    }
}
