package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.DeltaTables;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.session.PlannedRows;
import io.turnstile.spark.session.SparkCache;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Plans that read each table at one version from now on, where each would be looked for anew when they are optimised: a part that
 * is read from a dataset must be of the same version as the rest of the query. What Spark itself has cached is left as it is,
 * or it would not be found again.
 */
public final class HeldTables {
    private HeldTables() {}

    /**
     * A plan, analysed, that gives what the query would give if it were run now; itself where it reads no such table.
     *
     * @throws UnsupportedOperationException if a version cannot be told, or a transaction of Delta's is to read it; as a
     *     sentence goes on
     */
    static LogicalPlan in(SparkSession session, LogicalPlan plan) {
        if (!isAnyIn(plan)) {
            return plan;
        }
        if (DeltaTables.isWrite(plan)) {
            throw new UnsupportedOperationException(
                    "a transaction of Delta's reads tables of Delta itself; write to a dataset first, and read that");
        }
        Set<LogicalPlan> cached = Collections.newSetFromMap(new IdentityHashMap<>());
        if (!SparkCache.isEmpty(session)) {
            addCached(session, plan, cached);
        }
        DeltaTables tables = new DeltaTables();
        return Plans.replace(
                plan, leaf -> DeltaTables.isNewest(leaf) && !cached.contains(leaf) ? tables.held(leaf) : leaf);
    }

    /** The same of a query. */
    public static Dataset<Row> in(SparkSession session, Dataset<Row> query) {
        LogicalPlan plan = query.queryExecution().analyzed();
        LogicalPlan held = in(session, plan);
        return held == plan ? query : PlannedRows.of(session, held);
    }

    private static boolean isAnyIn(LogicalPlan plan) {
        return plan.exists(DeltaTables::isNewest)
                || plan.subqueriesAll().exists(query -> query.exists(DeltaTables::isNewest));
    }

    private static void addCached(SparkSession session, LogicalPlan plan, Set<LogicalPlan> cached) {
        if (!isAnyIn(plan)) {
            return;
        }
        if (SparkCache.holds(session, plan)) {
            cached.addAll(FromScala.list(plan.collectLeaves()));
            return;
        }
        FromScala.list(plan.children()).forEach(child -> addCached(session, child, cached));
        FromScala.list(plan.subqueries()).forEach(query -> addCached(session, query, cached));
    }
}
