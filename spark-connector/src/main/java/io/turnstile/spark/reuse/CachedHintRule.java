package io.turnstile.spark.reuse;

import io.turnstile.spark.option.ReuseSettings;
import io.turnstile.spark.session.PlannedRows;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule that carries out the hint {@code cached}: what is hinted is computed, waited for or found, and read from its
 * dataset. It is a plan normalisation rule, which Spark applies once to the whole analysed plan of a query that is about to run,
 * after views are resolved and before anything is optimised, so that filters and columns are then pushed into the dataset. A
 * query that is only explained computes nothing.
 */
final class CachedHintRule extends Rule<LogicalPlan> {
    private static final Logger LOG = LoggerFactory.getLogger(CachedHintRule.class);

    private final SparkSession session;
    private final UnaryOperator<Dataset<Row>> cache;

    /** @param cache gives a query as read from its dataset, or the query itself */
    CachedHintRule(SparkSession session, UnaryOperator<Dataset<Row>> cache) {
        this.session = session;
        this.cache = cache;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        if (!CachedHint.isIn(plan)) {
            return plan;
        }
        // Spark would warn of a hint that is left.
        if (ReuseSettings.scope(session.conf()) == ReuseSettings.Scope.OFF || PlanCaller.isOnlyShown()) {
            return CachedHint.without(plan);
        }
        LogicalPlan held;
        try {
            held = HeldTables.in(session, plan);
        } catch (UnsupportedOperationException unknown) {
            LOG.warn("A query is not cached and run as it is: {}", unknown.getMessage());
            return CachedHint.without(plan);
        }
        return Plans.replace(held, node -> CachedHint.is(node) ? cached(((ResolvedHint) node).child()) : node);
    }

    private LogicalPlan cached(LogicalPlan query) {
        Dataset<Row> asked = PlannedRows.of(session, query);
        Dataset<Row> read = cache.apply(asked);
        return read == asked ? query : Renamed.as(query, read.queryExecution().analyzed());
    }
}
