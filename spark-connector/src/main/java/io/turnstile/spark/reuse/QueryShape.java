package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanParts;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.command.DataWritingCommand;
import org.jspecify.annotations.Nullable;

/** What the nodes of a query ask of what is beneath them. */
final class QueryShape {
    /** Those of tables; an update or a merge also reads the table that it changes, row by row. */
    private static final Set<String> WRITES =
            Set.of("AppendData", "OverwriteByExpression", "OverwritePartitionsDynamic");

    private QueryShape() {}

    /** Whether it is a query, or a command that writes one. */
    static boolean mayBeReplacedIn(LogicalPlan plan) {
        return !plan.isStreaming()
                && (!(plan instanceof Command)
                        || plan instanceof DataWritingCommand
                        || WRITES.contains(plan.getClass().getSimpleName()));
    }

    /**
     * What makes a node give what depends on more than the rows beneath it, on how they are spread over files and tasks, or on
     * chance: one of its expressions, or the node. Its user may count on getting the same for the same files; so nothing beneath
     * it is replaced.
     */
    static Optional<TreeNode<?>> seeingMoreThanRows(LogicalPlan node) {
        Optional<Expression> expression = PlanParts.notOfRowsAlone(node);
        if (expression.isPresent()) {
            return Optional.of(expression.get());
        }
        return node.getClass().getSimpleName().equals("Sample")
                        || !node.getClass().getName().startsWith("org.apache.spark.sql.")
                ? Optional.of(node)
                : Optional.empty();
    }

    /**
     * Which attributes of a child are needed, by expression id; null if all of them are, and in their order.
     *
     * @param above the same of the node itself
     */
    static @Nullable Set<Long> neededOfChild(LogicalPlan node, @Nullable Set<Long> above) {
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
