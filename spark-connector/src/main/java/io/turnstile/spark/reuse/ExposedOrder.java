package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OrderPreservingUnaryNode;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;

/**
 * Whether the rows of an analysed plan come in an order that somebody asked for: that a column they are ordered by is no longer
 * among them does not make it unseen. No dataset keeps an order.
 *
 * <p>What is above an order and not known here is taken to lose it, as Spark promises nothing there: aggregates, joins, unions,
 * windows, whatever distributes rows anew.
 */
final class ExposedOrder {
    /** What keeps its child's order, besides what says so by its type. LimitAll is Spark 4's LIMIT ALL. */
    private static final Set<String> KEEPS =
            Set.of("GlobalLimit", "LimitAll", "Generate", "View", "ResolvedHint", "Subquery", "CollectMetrics");

    private final Map<Long, CTERelationDef> definitions = new HashMap<>();

    private ExposedOrder() {}

    /** Also where partitions alone are sorted, and where rows have an order of their own, as a range has. */
    static boolean of(LogicalPlan plan) {
        return plan.outputOrdering().nonEmpty() || new ExposedOrder().isSorted(plan);
    }

    private boolean isSorted(LogicalPlan plan) {
        if (plan instanceof Sort) {
            return true;
        }
        if (plan instanceof WithCTE with) {
            FromScala.list(with.cteDefs()).forEach(definition -> definitions.put(definition.id(), definition));
            return isSorted(with.plan());
        }
        if (plan instanceof CTERelationRef reference) {
            // Of a part of a query, the definition may lie elsewhere: then it may be sorted.
            CTERelationDef definition = definitions.get(reference.cteId());
            return definition == null || isSorted(definition.child());
        }
        return keeps(plan) && isSorted(plan.children().head());
    }

    private static boolean keeps(LogicalPlan plan) {
        return plan instanceof OrderPreservingUnaryNode
                || (plan instanceof Repartition repartition && !repartition.shuffle())
                || (KEEPS.contains(plan.getClass().getSimpleName())
                        && plan.getClass().getPackage().equals(LogicalPlan.class.getPackage()));
    }
}
