package io.turnstile.spark.scan;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import scala.collection.Iterator;
import scala.collection.immutable.List$;

/**
 * The partition of filters into those that may be pushed down and those that are left to Spark, which evaluates them above the
 * scan. Spark's file scan builders say of every filter over partition columns that they apply it, also of one that the driver
 * cannot evaluate, such as a Python function: Spark then drops it from the plan, and the scan gives all rows.
 */
final class PushableFilters {
    private final List<Expression> pushable = new ArrayList<>();
    private final List<Expression> left = new ArrayList<>();

    PushableFilters(Iterator<Expression> filters) {
        while (filters.hasNext()) {
            Expression filter = filters.next();
            (isPushable(filter) ? pushable : left).add(filter);
        }
    }

    /** In the order in which they came. */
    scala.collection.immutable.List<Expression> pushable() {
        return inScala(pushable);
    }

    /** What is left to Spark, and what else is. */
    scala.collection.immutable.List<Expression> leftAnd(Iterator<Expression> others) {
        List<Expression> all = new ArrayList<>();
        while (others.hasNext()) {
            all.add(others.next());
        }
        all.addAll(left);
        return inScala(all);
    }

    /**
     * Whether the driver can certainly evaluate a filter, given values for its columns, and to the same result as a task
     * would: it is deterministic, runs no query, and has no part that only the planner can replace by something to evaluate.
     */
    static boolean isPushable(Expression filter) {
        return filter.deterministic()
                && filter.find(PushableFilters::isBeyondTheDriver).isEmpty();
    }

    private static boolean isBeyondTheDriver(Expression part) {
        return part instanceof PlanExpression || (part instanceof Unevaluable && !(part instanceof Attribute));
    }

    private static scala.collection.immutable.List<Expression> inScala(List<Expression> filters) {
        scala.collection.immutable.List<Expression> list = List$.MODULE$.<Expression>empty();
        for (int i = filters.size() - 1; i >= 0; i--) {
            list = list.$colon$colon(filters.get(i));
        }
        return list;
    }
}
