package io.turnstile.spark.session;

import java.lang.reflect.Method;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The observations that are made of a query, where it is not run. */
final class SkippedObservations {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedObservations.class);

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
            tryComplete(own.observationManager(), own.sessionState().executePlan(query, CommandExecutionMode.SKIP()));
        }
    }

    /** Spark 4.0 and 4.1 have it under a longer name, by which Scala hides a method. */
    private static void tryComplete(Object manager, QueryExecution execution) {
        for (Method method : manager.getClass().getMethods()) {
            if (method.getName().endsWith("tryComplete")) {
                try {
                    method.invoke(manager, execution);
                } catch (ReflectiveOperationException unlike) {
                    LOG.warn("An observation of a write that found its dataset is not completed", unlike);
                }
            }
        }
    }
}
