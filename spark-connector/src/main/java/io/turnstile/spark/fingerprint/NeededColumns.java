package io.turnstile.spark.fingerprint;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a part a query takes: those that a dataset must have to stand for it. An analysed plan carries all columns of its
 * inputs up to the first projection.
 */
public final class NeededColumns {
    private NeededColumns() {}

    /**
     * Which attributes of a child are needed, by expression id; null if all of them are, and in their order.
     *
     * @param above the same of the node itself
     */
    public static @Nullable Set<Long> ofChild(LogicalPlan node, @Nullable Set<Long> above) {
        boolean chooses = node instanceof Project || node instanceof Aggregate;
        boolean passesOn = node instanceof Filter
                || node instanceof Join
                || node instanceof Sort
                || node instanceof Window
                || node instanceof ResolvedHint
                || node instanceof SubqueryAlias;
        if (!chooses && (!passesOn || above == null)) {
            return null;
        }
        Set<Long> needed = new HashSet<>();
        for (Attribute attribute : FromScala.list(node.references())) {
            needed.add(attribute.exprId().id());
        }
        if (!chooses) {
            needed.addAll(above);
        }
        return needed;
    }
}
