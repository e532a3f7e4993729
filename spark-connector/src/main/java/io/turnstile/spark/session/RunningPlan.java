package io.turnstile.spark.session;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CreateTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.ShowCreateTable;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
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

    /** The query whose rows it writes, analysed; empty if it is no write that is known. */
    public static Optional<LogicalPlan> writtenQuery(SparkSession session) {
        LogicalPlan plan = of(session).orElse(null);
        if (plan instanceof CreateTableAsSelect create) {
            return Optional.of(create.query());
        }
        if (plan instanceof ReplaceTableAsSelect replace) {
            return Optional.of(replace.query());
        }
        return plan instanceof V2WriteCommand write ? Optional.of(write.query()) : Optional.empty();
    }

    /** Whether it is {@code SHOW CREATE TABLE}, which makes a statement of whatever properties a table has. */
    public static boolean isShowCreateTable(SparkSession session) {
        return of(session).filter(ShowCreateTable.class::isInstance).isPresent();
    }
}
