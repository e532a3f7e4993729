package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.PlanParts;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.command.DataWritingCommand;

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
}
