package io.turnstile.spark.session;

import io.turnstile.core.option.InvalidOptionException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.execution.CommandExecutionMode;

/** The text of a query that is told of and not run: the datasets that it names are not used by that, as by {@code EXPLAIN}. */
public final class QueryText {
    private QueryText() {}

    /**
     * Its plan, analysed as the session would have it. Executes nothing.
     *
     * @throws InvalidOptionException if it is a command
     * @throws ParseException if it is no SQL; where it cannot be analysed, Spark throws what it does for any query
     */
    public static LogicalPlan analysed(SparkSession session, String text) throws ParseException {
        LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(text);
        // Before it is analysed: to analyse a CALL is to carry it out.
        if (parsed.exists(QueryText::isCommand)) {
            throw new InvalidOptionException(
                    "'" + text + "' is a command; only queries can be explained. Of one that writes"
                            + " the rows of a query, give that query.");
        }
        return session.sessionState()
                .executePlan(parsed, CommandExecutionMode.SKIP())
                .analyzed();
    }

    private static boolean isCommand(LogicalPlan node) {
        return node instanceof Command
                || node instanceof ParsedStatement
                || node.getClass().getSimpleName().equals("Call");
    }
}
