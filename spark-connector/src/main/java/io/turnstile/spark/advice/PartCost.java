package io.turnstile.spark.advice;

import io.turnstile.spark.advice.CandidateParts.Extent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a plan that ran has computed a part of it: all operators that read nothing but what the part reads, and are no more of
 * each kind than the part has, which those above it are. What only carries the part's rows to where they are needed, such as an
 * exchange for a join, would still be needed if they were read from a dataset.
 *
 * @param shares of each stage that has anything to do with it
 * @param readIn the stage in which the part's rows come out; -1 if none does
 * @param reading how long it would take to read them, in that stage's time
 * @param writing how long it would take to write them
 */
record PartCost(List<QueryParts.Share> shares, int readIn, double reading, double writing) {
    /** Less of a stage does not count. */
    private static final double LEAST = 0.005;

    /** @param columns how many the part has */
    static PartCost of(Extent part, int columns, RanPlan ran) {
        Set<RanNode> own = new LinkedHashSet<>();
        for (RanNode node : ran.nodes()) {
            if (reads(node, part.leaves()) && OperatorCounts.areWithin(node.operators, part.operators())) {
                own.add(node);
            }
        }
        while (own.removeIf(node -> node.passing && isOnTop(node, own))) {
            // Until what is on top is an operator of the part.
        }
        double[] all = work(ran.nodes(), ran);
        double[] ofPart = work(own, ran);
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
        if (top == null || all[top.stage] == 0) {
            return new PartCost(shares, -1, 0, 0);
        }
        return new PartCost(
                shares,
                top.stage,
                rounded(OperatorWork.ofReading(top.rows, columns) / all[top.stage]),
                rounded(OperatorWork.ofWriting(top.rows, columns) / all[top.stage]));
    }

    private static boolean reads(RanNode node, BitSet leaves) {
        BitSet others = (BitSet) node.leaves.clone();
        others.andNot(leaves);
        return others.isEmpty() && !node.leaves.isEmpty();
    }

    private static boolean isOnTop(RanNode node, Set<RanNode> own) {
        return node.parents.stream().noneMatch(own::contains);
    }

    private static double[] work(Iterable<RanNode> nodes, RanPlan ran) {
        double[] work = new double[ran.stages().size()];
        nodes.forEach(node -> work[node.stage] += node.work);
        return work;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
