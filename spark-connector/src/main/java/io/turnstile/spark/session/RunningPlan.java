package io.turnstile.spark.session;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowCreateTable;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;

/**
 * A look-up of the query plan that the current thread is executing, where Spark does not tell a catalog or a table what
 * it asks for.
 */
public final class RunningPlan {
    private RunningPlan() {}

    /** The plan, resolved but not optimised; empty if nothing is being executed. */
    static Optional<LogicalPlan> of(SparkSession session) {
        return execution(session.sparkContext()).map(QueryExecution::analyzed);
    }

    /** All that Spark knows of it. */
    static Optional<QueryExecution> execution(SparkContext context) {
        OptionalLong id = executionId(context);
        return id.isEmpty() ? Optional.empty() : Optional.ofNullable(SQLExecution.getQueryExecution(id.getAsLong()));
    }

    /** The id under which the SQL tab shows it; empty if nothing is being executed. */
    public static OptionalLong executionId(SparkContext context) {
        String id = context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY());
        return id == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(id));
    }

    /** Whether it is {@code SHOW CREATE TABLE}, which makes a statement of whatever properties a table has. */
    public static boolean isShowCreateTable(SparkSession session) {
        return of(session).filter(ShowCreateTable.class::isInstance).isPresent();
    }
}
