package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.reuse.PartsInDatasets.Hit;
import io.turnstile.spark.reuse.PartsInDatasets.Miss;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;

/**
 * The parts of a query of which there is something to tell: those that lie in datasets, and of those that could, the outermost.
 * Not thread-safe.
 */
final class ExplainedParts implements Verdicts {
    private final PartsInDatasets parts;
    private final List<Hit> hits = new ArrayList<>();
    private final List<Miss> misses = new ArrayList<>();

    ExplainedParts(PartsInDatasets parts) {
        this.parts = parts;
    }

    List<Hit> hits() {
        return hits;
    }

    List<Miss> misses() {
        return misses;
    }

    @Override
    public void reused(Hit hit) {
        hits.add(hit);
        // Such as a sort that is done above it.
        misses.removeIf(miss -> isOfSameRows(miss, hit.part()) && isWithin(hit.part(), miss));
    }

    @Override
    public void missed(Miss miss) {
        for (int i = 0; i < misses.size(); i++) {
            if (isWithin(miss.part(), misses.get(i))) {
                if (isOfSameRows(misses.get(i), miss.part())) {
                    misses.set(i, miss);
                }
                return;
            }
        }
        misses.add(miss);
    }

    @Override
    public void cached(LogicalPlan plan) {
        parts.first(plan)
                .ifPresent(part -> missed(new Miss(part, "Spark itself has cached it, which is read first", null)));
    }

    @Override
    public void passedOver(LogicalPlan plan, TreeNode<?> seeingMore) {
        String what = seeingMore instanceof Expression expression
                ? expression.sql()
                : plan.getClass().getSimpleName();
        parts.first(plan)
                .ifPresent(part -> missed(new Miss(
                        part,
                        "nothing is replaced beneath " + what + ", which may see more of it than its rows",
                        null)));
    }

    private static boolean isOfSameRows(Miss miss, PlanPart part) {
        return miss.part().rows().equals(part.rows());
    }

    private static boolean isWithin(PlanPart part, Miss miss) {
        LogicalPlan whole = miss.part().plan();
        return whole.exists(node -> node == part.plan())
                || whole.subqueriesAll().exists(query -> query.exists(node -> node == part.plan()));
    }
}
