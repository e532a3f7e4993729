package io.turnstile.bench.reuse;

import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import scala.collection.Iterator;

/** The names of the datasets of ours that a query reads, by its optimised plan, subqueries included. */
final class ReadDatasets {
    private final SortedSet<String> names = new TreeSet<>();

    private ReadDatasets() {}

    /** As their catalog calls them. */
    static SortedSet<String> of(Dataset<Row> query) {
        ReadDatasets found = new ReadDatasets();
        found.below(query.queryExecution().optimizedPlan());
        return found.names;
    }

    private void below(QueryPlan<?> plan) {
        if (plan instanceof DataSourceV2ScanRelation scan
                && scan.relation().table().getClass().getName().startsWith("io.turnstile.")) {
            names.add(scan.relation().table().name());
        }
        for (Iterator<?> children = plan.children().iterator(); children.hasNext(); ) {
            below((QueryPlan<?>) children.next());
        }
        for (Iterator<?> subqueries = plan.subqueries().iterator(); subqueries.hasNext(); ) {
            below((QueryPlan<?>) subqueries.next());
        }
    }
}
