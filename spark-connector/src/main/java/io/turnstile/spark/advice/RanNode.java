package io.turnstile.spark.advice;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.execution.SparkPlan;

/** An operator that ran, in a stage, over others. Made from beneath; not thread-safe. */
final class RanNode {
    /** Spark's own. */
    final SparkPlan plan;

    /** The number of the stage in which it ran. */
    final int stage;

    /** What it took its rows from, in the same stage or in an earlier one. */
    final List<RanNode> children;

    /** Whether rows only pass through it, because of what is above it: an exchange, or a sort for a join. */
    final boolean passing;

    /** Those that took its rows: several where what was exchanged is used again. */
    final List<RanNode> parents = new ArrayList<>();

    /** The leaves beneath it. */
    final BitSet leaves = new BitSet();

    /** How many operators of each kind it and all beneath it are. */
    final Map<String, Integer> operators;

    /** How many rows it gave, as far as Spark has counted them. */
    final double rows;

    /** How much there was to do for it alone, as an estimate; only in comparison with others. */
    final double work;

    private final Set<String> keys;

    /** @param keys of those operators that it is itself, as {@link OperatorCounts#key} has them */
    RanNode(SparkPlan plan, int stage, List<RanNode> children, Set<String> keys, boolean passing) {
        this.plan = plan;
        this.stage = stage;
        this.children = List.copyOf(children);
        this.passing = passing;
        this.keys = new HashSet<>(keys);
        for (RanNode child : children) {
            child.parents.add(this);
            leaves.or(child.leaves);
            this.keys.addAll(child.keys);
        }
        this.operators = OperatorCounts.counted(this.keys);
        List<Double> taken = children.stream().map(child -> child.rows).toList();
        double exchanged = 0;
        double values = 0;
        for (RanNode child : children) {
            if (child.stage != stage) {
                exchanged += child.rows;
                values += child.rows * child.plan.output().size();
            }
        }
        this.rows = OperatorWork.rows(plan, taken);
        this.work = OperatorWork.of(plan, rows, taken, new OperatorWork.Exchanged(exchanged, values));
    }

    private RanNode(SparkPlan reused, RanNode before) {
        this.plan = reused;
        this.stage = before.stage;
        this.children = List.of();
        this.passing = true;
        this.keys = before.keys;
        this.operators = before.operators;
        this.rows = before.rows;
        this.work = 0;
    }

    /**
     * An exchange that has run already, for another part of the query which does the same over leaves of its own: it has nothing to
     * do again.
     *
     * @param leaves those that it would have read here
     */
    static RanNode again(SparkPlan reused, RanNode before, BitSet leaves) {
        RanNode again = new RanNode(reused, before);
        again.leaves.or(leaves);
        return again;
    }
}
