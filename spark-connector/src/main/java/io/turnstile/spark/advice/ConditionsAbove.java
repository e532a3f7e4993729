package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/**
 * The conditions above a node of an analysed plan that an optimiser may move beneath it, each as the ids of the attributes that it
 * asks for. Where there is one, what ran has not computed all rows of the node: it is not known how many there are.
 */
record ConditionsAbove(List<Set<Long>> conditions) {
    static final ConditionsAbove NONE = new ConditionsAbove(List.of());

    /** Whether one of them may be moved beneath a node. */
    boolean narrow(LogicalPlan node) {
        Set<Long> beneath = new HashSet<>();
        FromScala.list(node.children()).forEach(child -> beneath.addAll(ids(FromScala.list(child.output()))));
        return moved(node).stream().anyMatch(beneath::containsAll);
    }

    /** Those that come to be beneath a node. */
    private List<Set<Long>> moved(LogicalPlan node) {
        List<Set<Long>> all = new ArrayList<>();
        Map<Long, Expression> made = made(node);
        for (Set<Long> condition : conditions) {
            Set<Long> beneath = new HashSet<>();
            for (long id : condition) {
                Expression from = made.get(id);
                beneath.addAll(from == null ? Set.of(id) : ids(FromScala.list(from.references())));
            }
            // Of what is added up nothing can be known before.
            boolean moves = condition.stream().map(made::get).noneMatch(from -> from != null && isAggregate(from));
            if (moves && !beneath.isEmpty() && (!(node instanceof Window window) || isOf(window, beneath))) {
                all.add(beneath);
            }
        }
        return node instanceof GlobalLimit ? List.of() : all;
    }

    /** Those above a child of a node. */
    ConditionsAbove ofChild(LogicalPlan node) {
        List<Set<Long>> all = new ArrayList<>(moved(node));
        if (node instanceof Filter filter) {
            add(filter.condition(), all);
        } else if (node instanceof Join join && join.condition().isDefined()) {
            add(join.condition().get(), all);
        }
        all.removeIf(Set::isEmpty);
        return new ConditionsAbove(all);
    }

    private static boolean isOf(Window window, Set<Long> asked) {
        Set<Long> by = new HashSet<>();
        FromScala.list(window.partitionSpec()).forEach(each -> by.addAll(ids(FromScala.list(each.references()))));
        return by.containsAll(asked);
    }

    private static Map<Long, Expression> made(LogicalPlan node) {
        List<NamedExpression> named = List.of();
        if (node instanceof Project project) {
            named = FromScala.list(project.projectList());
        } else if (node instanceof Aggregate aggregate) {
            named = FromScala.list(aggregate.aggregateExpressions());
        }
        Map<Long, Expression> made = new HashMap<>();
        named.forEach(each -> made.put(each.exprId().id(), (Expression) each));
        return made;
    }

    private static boolean isAggregate(Expression expression) {
        return expression instanceof AggregateExpression
                || FromScala.list(expression.children()).stream().anyMatch(ConditionsAbove::isAggregate);
    }

    private static void add(Expression condition, List<Set<Long>> all) {
        if (condition instanceof And both) {
            add(both.left(), all);
            add(both.right(), all);
        } else {
            all.add(ids(FromScala.list(condition.references())));
        }
    }

    private static Set<Long> ids(List<Attribute> attributes) {
        Set<Long> ids = new HashSet<>();
        attributes.forEach(attribute -> ids.add(attribute.exprId().id()));
        return ids;
    }
}
