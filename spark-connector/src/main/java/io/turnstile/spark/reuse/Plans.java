package io.turnstile.spark.reuse;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
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

    private static AbstractPartialFunction<LogicalPlan, LogicalPlan> function(UnaryOperator<LogicalPlan> replacement) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(LogicalPlan node) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked") // Scala's signature is wider than what it is called with.
            public <A1 extends LogicalPlan, B1> B1 applyOrElse(A1 node, Function1<A1, B1> otherwise) {
                return (B1) replacement.apply(node);
            }
        };
    }
}
