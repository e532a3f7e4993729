package io.turnstile.spark.advice;

import io.turnstile.spark.advice.CandidateParts.Extent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/**
 * What of a plan that ran has computed a part of it: all operators that read nothing but what the part reads, and are no more of
 * each kind than the part has, which those above it are. What only carries the part's rows to where they are needed, such as an
 * exchange for a join, would still be needed if they were read from a dataset.
 *
 * <p>What is not a share of a stage is in nanoseconds as {@link OperatorWork} reckons them.
 *
 * @param shares of each stage that has anything to do with it
 * @param given how many rows it gave
 * @param reading how long it would take to read its rows
 * @param writing how long it would take to write them
 * @param column how long it would take to have a further column of what it reads in it
 */
record PartCost(List<QueryParts.Share> shares, double given, double reading, double writing, double column) {
    /** Less of a stage does not count. */
    private static final double LEAST = 0.005;

    /** A file of a dataset, and the task that reads it. */
    private static final double TO_OPEN = 5e6;

    private static final double TO_CREATE = 10e6;

    /** @param columns those of the part that the query takes */
    static PartCost of(Extent part, List<Attribute> columns, RanPlan ran) {
        Set<RanNode> own = new LinkedHashSet<>();
        for (RanNode node : ran.nodes()) {
            if (reads(node, part.leaves()) && OperatorCounts.areWithin(node.operators, part.operators())) {
                own.add(node);
            }
        }
        while (own.removeIf(node -> node.passing && isOnTop(node, own))) {
            // Until what is on top is an operator of the part.
        }
        double[] all = ran.work();
        double[] ofPart = RanPlan.work(own, all.length);
        List<QueryParts.Share> shares = new ArrayList<>();
        for (int stage = 0; stage < all.length; stage++) {
            double share = all[stage] == 0 ? 0 : ofPart[stage] / all[stage];
            if (share > LEAST) {
                shares.add(new QueryParts.Share(stage, rounded(share)));
            }
        }
        RanNode top = own.stream()
                .filter(node -> isOnTop(node, own))
                .max(Comparator.comparing(node -> node.leaves.cardinality()))
                .orElse(null);
        double rows = top == null ? 0 : top.rows;
        double read = own.stream()
                .filter(node -> node.children.isEmpty())
                .mapToDouble(node -> node.rows)
                .max()
                .orElse(0);
        return new PartCost(
                shares,
                rows,
                Math.rint(TO_OPEN + OperatorWork.ofReading(rows, columns)),
                Math.rint(TO_CREATE + OperatorWork.ofWriting(rows, columns)),
                Math.rint(OperatorWork.ofColumn(read)));
    }

    private static boolean reads(RanNode node, BitSet leaves) {
        BitSet others = (BitSet) node.leaves.clone();
        others.andNot(leaves);
        return others.isEmpty() && !node.leaves.isEmpty();
    }

    private static boolean isOnTop(RanNode node, Set<RanNode> own) {
        return node.parents.stream().noneMatch(own::contains);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
