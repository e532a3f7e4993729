package io.turnstile.spark.reuse;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
import scala.collection.immutable.List$;
import scala.runtime.AbstractPartialFunction;

/** A replacement of nodes in plans, from the leaves upwards. What is replaced by itself stays. */
final class Plans {
    private Plans() {}

    /** In a plan that is analysed. */
    static LogicalPlan replace(LogicalPlan plan, UnaryOperator<LogicalPlan> replacement) {
        return plan.transformUpWithSubqueries(function(replacement));
    }

    /** In a plan that is being analysed. */
    static LogicalPlan replaceUnresolved(LogicalPlan plan, UnaryOperator<LogicalPlan> replacement) {
        return plan.resolveOperatorsUp(function(replacement));
    }

    /** In the expressions of one node. */
    static LogicalPlan replaceExpressions(LogicalPlan node, UnaryOperator<Expression> replacement) {
        return node.transformExpressions(function(replacement));
    }

    /** As all of Scala's versions take it. */
    static <T> scala.collection.immutable.List<T> sequence(List<? extends T> elements) {
        scala.collection.immutable.List<T> sequence = List$.MODULE$.empty();
        for (int i = elements.size() - 1; i >= 0; i--) {
            sequence = sequence.$colon$colon(elements.get(i));
        }
        return sequence;
    }

    private static <T> AbstractPartialFunction<T, T> function(UnaryOperator<T> replacement) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(T node) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked") // Scala's signature is wider than what it is called with.
            public <A1 extends T, B1> B1 applyOrElse(A1 node, Function1<A1, B1> otherwise) {
                return (B1) replacement.apply(node);
            }
        };
    }
}
