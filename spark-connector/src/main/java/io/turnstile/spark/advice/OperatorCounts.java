package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.adaptive.LogicalQueryStage;
import org.jspecify.annotations.Nullable;

/**
 * The operators of a logical plan that an optimiser keeps as they are in number, by kind: by their count it is told whether what
 * ran belongs to a part or is above it, where both read the same inputs. Projections and filters, which move, are none.
 */
final class OperatorCounts {
    private static final String AGGREGATE = "Aggregate";
    private static final String JOIN = "Join";

    /** What writes or collects rows: never a part of a query that could be a dataset. */
    static final String OUTPUT = "Output";

    static final String LIMIT = "Limit";

    private static final Set<String> MOVING = Set.of(
            "Project",
            "Filter",
            "SubqueryAlias",
            "View",
            "ResolvedHint",
            "Subquery",
            "ReturnAnswer",
            "LimitAll",
            "LocalLimit",
            "WithCTE",
            "CTERelationDef",
            "WindowGroupLimit",
            "ArrowEvalPython",
            "BatchEvalPython");

    private static final Map<String, String> ALIKE = Map.of(
            "Distinct",
            AGGREGATE,
            "Deduplicate",
            AGGREGATE,
            "GlobalLimit",
            LIMIT,
            "Offset",
            LIMIT,
            "LateralJoin",
            JOIN);

    private OperatorCounts() {}

    /** The kind of a node; null if it is none that counts. */
    static @Nullable String kind(LogicalPlan node) {
        String name = node.getClass().getSimpleName();
        return node.children().isEmpty() || MOVING.contains(name) ? null : ALIKE.getOrDefault(name, name);
    }

    /** What a node itself may become, without what is beneath it. */
    static Map<String, Integer> of(LogicalPlan node) {
        Map<String, Integer> counts = new HashMap<>();
        String kind = kind(node);
        if (kind != null) {
            counts.merge(kind, 1, Integer::sum);
        }
        if ("Intersect".equals(kind) || "Except".equals(kind)) {
            add(counts, Map.of(JOIN, 1, AGGREGATE, 1));
        }
        // An optimiser makes joins of subqueries, and aggregates several distinct values in two steps.
        FromScala.list(node.subqueries()).forEach(subquery -> add(counts, Map.of(JOIN, 1, AGGREGATE, 1)));
        if (AGGREGATE.equals(kind) && takesSeveralSteps(node)) {
            add(counts, Map.of(AGGREGATE, 1, "Expand", 1));
        }
        return counts;
    }

    static void add(Map<String, Integer> counts, Map<String, Integer> more) {
        more.forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
    }

    /** One distinct value it counts in one aggregate, which is one operator in several stages. */
    private static boolean takesSeveralSteps(LogicalPlan aggregate) {
        Set<Object> distinct = new HashSet<>();
        FromScala.list(aggregate.expressions()).forEach(expression -> addDistinct(expression, distinct));
        return distinct.size() > 1;
    }

    private static void addDistinct(Expression expression, Set<Object> found) {
        if (expression instanceof AggregateExpression aggregate && aggregate.isDistinct()) {
            Set<Object> values = new HashSet<>();
            FromScala.list(aggregate.aggregateFunction().children())
                    .forEach(value -> values.add(value.canonicalized()));
            found.add(List.of(values, aggregate.filter()));
        }
        FromScala.list(expression.children()).forEach(child -> addDistinct(child, found));
    }

    /**
     * A text for the operator that a node of an optimised plan is, the same for its copies; begins with its kind. Null if it is none
     * that counts.
     */
    static @Nullable String key(LogicalPlan optimised) {
        LogicalPlan node = optimised instanceof LogicalQueryStage stage ? stage.logicalPlan() : optimised;
        String kind = kind(node);
        if (kind == null) {
            return null;
        }
        StringBuilder key = new StringBuilder(kind).append('|');
        for (Attribute attribute : FromScala.list(node.output())) {
            key.append(attribute.exprId().id()).append(' ');
        }
        return key.toString();
    }

    /** How many there are of each kind. */
    static Map<String, Integer> counted(Set<String> keys) {
        Map<String, Integer> counts = new HashMap<>();
        keys.forEach(key -> counts.merge(key.substring(0, key.indexOf('|')), 1, Integer::sum));
        return counts;
    }

    /** Whether there are no more of any kind than there may be. */
    static boolean areWithin(Map<String, Integer> counts, Map<String, Integer> most) {
        return counts.entrySet().stream().allMatch(count -> count.getValue() <= most.getOrDefault(count.getKey(), 0));
    }
}
