package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.NeededColumns;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.session.SparkCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.jspecify.annotations.Nullable;

/**
 * The substitution of scans for parts of one query, the largest first: from the root of its plan downward, in subqueries too.
 * What Spark itself has cached is left to it. Not thread-safe.
 */
final class Substitution {
    private final SparkSession session;
    private final PartsInDatasets parts;
    private final Function<PartsInDatasets.Hit, Optional<LogicalPlan>> scans;
    private final Verdicts verdicts;
    private final IdentityHashMap<LogicalPlan, Boolean> cached = new IdentityHashMap<>();

    /**
     * @param scans what takes the place of a part; empty if it is to be computed all the same
     * @param verdicts is told of each part as it comes
     */
    Substitution(
            SparkSession session,
            PartsInDatasets parts,
            Function<PartsInDatasets.Hit, Optional<LogicalPlan>> scans,
            Verdicts verdicts) {
        this.session = session;
        this.parts = parts;
        this.scans = scans;
        this.verdicts = verdicts;
    }

    /** The plan with the same output; itself if nothing of it lies in a dataset. */
    LogicalPlan of(LogicalPlan plan) throws IOException {
        return of(plan, null);
    }

    /** @param needed which attributes of its output are, by expression id; null if it must stay as it is */
    private LogicalPlan of(LogicalPlan plan, @Nullable Set<Long> needed) throws IOException {
        Optional<TreeNode<?>> seeingMore = QueryShape.seeingMoreThanRows(plan);
        if (seeingMore.isPresent()) {
            verdicts.passedOver(plan, seeingMore.get());
            return plan;
        }
        if (!parts.isAnyIn(plan)) {
            return plan;
        }
        if (isCached(plan)) {
            verdicts.cached(plan);
            return plan;
        }
        Optional<PlanPart> proposed = parts.proposed(plan);
        Optional<LogicalPlan> scan = proposed.isPresent() ? scan(proposed.get(), needed) : Optional.empty();
        return scan.isPresent() ? scan.get() : inSubqueries(inChildren(plan, needed));
    }

    private Optional<LogicalPlan> scan(PlanPart part, @Nullable Set<Long> needed) throws IOException {
        PartsInDatasets.Answer answer = answer(part, needed);
        if (answer instanceof PartsInDatasets.Hit hit) {
            Optional<LogicalPlan> scan = scans.apply(hit);
            if (scan.isPresent()) {
                verdicts.reused(hit);
            }
            return scan;
        }
        verdicts.missed((PartsInDatasets.Miss) answer);
        return Optional.empty();
    }

    private PartsInDatasets.Answer answer(PlanPart part, @Nullable Set<Long> needed) throws IOException {
        if (ExposedOrder.of(part.plan())) {
            return new PartsInDatasets.Miss(part, "its rows are in an order, which no dataset keeps", null);
        }
        return isAnyCachedIn(part.plan())
                ? new PartsInDatasets.Miss(part, "Spark itself has cached what it is computed from", null)
                : parts.find(part, needed);
    }

    private boolean isCached(LogicalPlan plan) {
        return cached.computeIfAbsent(plan, each -> SparkCache.holds(session, each));
    }

    private boolean isAnyCachedIn(LogicalPlan plan) {
        return !SparkCache.isEmpty(session)
                && (plan.exists(this::isCached) || plan.subqueriesAll().exists(each -> each.exists(this::isCached)));
    }

    private LogicalPlan inChildren(LogicalPlan plan, @Nullable Set<Long> needed) throws IOException {
        List<LogicalPlan> children = new ArrayList<>();
        boolean changed = false;
        for (LogicalPlan child : FromScala.list(plan.children())) {
            LogicalPlan now = of(child, NeededColumns.ofChild(plan, needed));
            changed |= now != child;
            children.add(now);
        }
        return changed ? plan.withNewChildren(Plans.sequence(children)) : plan;
    }

    private LogicalPlan inSubqueries(LogicalPlan plan) {
        return plan.subqueries().isEmpty() ? plan : Plans.replaceExpressions(plan, this::inSubquery);
    }

    private Expression inSubquery(Expression expression) {
        if (!(expression instanceof SubqueryExpression subquery)) {
            return expression;
        }
        try {
            LogicalPlan now = of(subquery.plan(), null);
            return now == subquery.plan() ? subquery : (Expression) subquery.withNewPlan(now);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
