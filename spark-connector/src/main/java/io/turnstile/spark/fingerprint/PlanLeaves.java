package io.turnstile.spark.fingerprint;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;

/**
 * The leaves of a plan and of each of its parts: what is read there, in subqueries and in the common table expressions that it
 * refers to, too. Not thread-safe.
 */
final class PlanLeaves {
    private final Map<Long, LogicalPlan> definitions = new HashMap<>();
    private final IdentityHashMap<LogicalPlan, Set<LogicalPlan>> known = new IdentityHashMap<>();

    /** Of a plan, or of a part of one that was asked for before. Each is there once. */
    Set<LogicalPlan> of(LogicalPlan plan) {
        Set<LogicalPlan> before = known.get(plan);
        if (before != null) {
            return before;
        }
        Set<LogicalPlan> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        // First, as a common table expression may refer to itself.
        known.put(plan, leaves);
        collect(plan, leaves);
        return leaves;
    }

    private void collect(LogicalPlan plan, Set<LogicalPlan> leaves) {
        if (plan instanceof WithCTE with) {
            FromScala.list(with.cteDefs()).forEach(definition -> definitions.put(definition.id(), definition));
            leaves.addAll(of(with.plan()));
            return;
        }
        if (plan instanceof CTERelationRef reference) {
            LogicalPlan definition = definitions.get(reference.cteId());
            if (definition != null) {
                leaves.addAll(of(definition));
            }
            return;
        }
        List<LogicalPlan> children = FromScala.list(plan.children());
        if (children.isEmpty()) {
            leaves.add(plan);
        }
        children.forEach(child -> leaves.addAll(of(child)));
        for (LogicalPlan subquery : FromScala.list(plan.subqueries())) {
            leaves.addAll(of(subquery));
        }
    }
}
