package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.catalyst.trees.TreePattern$;

/**
 * The leaves of a plan and of each of its parts: what is read there, in subqueries and in the common table expressions that it
 * refers to, too. What has only one part beneath has the same set as that. Not thread-safe.
 */
public final class PlanLeaves {
    private final Map<Long, LogicalPlan> definitions = new HashMap<>();
    private final IdentityHashMap<LogicalPlan, Set<LogicalPlan>> known = new IdentityHashMap<>();

    PlanLeaves() {}

    /** The plans right beneath a node: its children, and then those of its subqueries. */
    public static List<LogicalPlan> beneath(LogicalPlan node) {
        List<LogicalPlan> children = FromScala.list(node.children());
        if (!hasSubqueries(node)) {
            return children;
        }
        List<LogicalPlan> all = new ArrayList<>(children);
        all.addAll(FromScala.list(node.subqueries()));
        return all;
    }

    /** Whether there may be any in a plan. Spark keeps such marks, and asks them itself before it looks. */
    public static boolean hasSubqueries(LogicalPlan plan) {
        return plan.containsPattern(TreePattern$.MODULE$.PLAN_EXPRESSION());
    }

    /** Those of all parts of the plans asked for so far, some of them more than once. */
    Collection<Set<LogicalPlan>> ofAllParts() {
        return known.values();
    }

    /** Of a plan, or of a part of one that was asked for before. Each is there once. */
    Set<LogicalPlan> of(LogicalPlan plan) {
        Set<LogicalPlan> before = known.get(plan);
        if (before != null) {
            return before;
        }
        // First, as a common table expression may refer to itself.
        known.put(plan, Set.of());
        Set<LogicalPlan> leaves = collected(plan);
        known.put(plan, leaves);
        return leaves;
    }

    private Set<LogicalPlan> collected(LogicalPlan plan) {
        if (plan instanceof WithCTE with) {
            FromScala.list(with.cteDefs()).forEach(definition -> definitions.put(definition.id(), definition));
            return of(with.plan());
        }
        if (plan instanceof CTERelationRef reference) {
            LogicalPlan definition = definitions.get(reference.cteId());
            return definition == null ? Set.of() : of(definition);
        }
        List<LogicalPlan> beneath = beneath(plan);
        boolean isLeaf = plan.children().isEmpty();
        if (beneath.size() == 1 && !isLeaf) {
            return of(beneath.get(0));
        }
        Set<LogicalPlan> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        if (isLeaf) {
            leaves.add(plan);
        }
        beneath.forEach(each -> leaves.addAll(of(each)));
        return leaves;
    }
}
