package io.turnstile.bench.reuse;

import io.turnstile.bench.spark.Conf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import scala.collection.Iterator;

/**
 * What planning a query took, from the parsed text to the plan that is executed.
 *
 * @param all in seconds, reuse included
 * @param reuse of it, in seconds, the rules of reuse: Spark normalises plans with those alone
 * @param nodes of the analysed plan
 */
record PlanTime(double all, double reuse, int nodes) {
    /** Plans one. */
    static PlanTime of(SparkSession session, String query) throws Exception {
        LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(query);
        long begun = System.nanoTime();
        QueryExecution execution = session.sessionState().executePlan(parsed, CommandExecutionMode.ALL());
        LogicalPlan analysed = execution.commandExecuted();
        long before = System.nanoTime();
        execution.normalized();
        long after = System.nanoTime();
        execution.executedPlan();
        long end = System.nanoTime();
        return new PlanTime((end - begun) / 1e9, (after - before) / 1e9, nodes(analysed));
    }

    /** Plans one with {@link Conf#REUSE} set to that. */
    static PlanTime of(SparkSession session, String query, String reuse) throws Exception {
        session.conf().set(Conf.REUSE, reuse);
        return of(session, query);
    }

    private static int nodes(LogicalPlan plan) {
        int nodes = 1;
        for (Iterator<LogicalPlan> children = plan.children().iterator(); children.hasNext(); ) {
            nodes += nodes(children.next());
        }
        return nodes;
    }

    double without() {
        return all - reuse;
    }
}
