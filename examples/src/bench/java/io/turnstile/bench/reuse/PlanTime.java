package io.turnstile.bench.reuse;

import io.turnstile.bench.spark.Conf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import scala.collection.Iterator;

/**
 * What planning a query took, from the parsed text to the plan that is executed.
 *
 * @param all reuse included
 * @param reuse of it, the rules of reuse: Spark normalises plans with those alone
 * @param nodes of the analysed plan
 */
record PlanTime(Spent all, Spent reuse, int nodes) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * What one thread, which plans by itself, has spent.
     *
     * @param wall seconds
     * @param cpu seconds of processor time
     */
    record Spent(double wall, double cpu) {
        static Spent now() {
            return new Spent(System.nanoTime() / 1e9, THREADS.getCurrentThreadCpuTime() / 1e9);
        }

        Spent since(Spent earlier) {
            return new Spent(wall - earlier.wall, cpu - earlier.cpu);
        }
    }

    /** Plans one. */
    static PlanTime of(SparkSession session, String query) throws Exception {
        LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(query);
        Spent begun = Spent.now();
        QueryExecution execution = session.sessionState().executePlan(parsed, CommandExecutionMode.ALL());
        execution.commandExecuted();
        // The last step before plans are normalised.
        LogicalPlan analysed = execution.tableVersionsRefreshed();
        Spent before = Spent.now();
        execution.normalized();
        Spent after = Spent.now();
        execution.executedPlan();
        Spent end = Spent.now();
        return new PlanTime(end.since(begun), after.since(before), nodes(analysed));
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

    /** All but reuse. */
    Spent without() {
        return all.since(reuse);
    }
}
