package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.session.SparkCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;

/**
 * The substitution of scans for parts of one query, the largest first: from the root of its plan downward, in subqueries too.
 * What Spark itself has cached is left to it. Not thread-safe.
 */
final class Substitution {
    private final SparkSession session;
    private final PartsInDatasets parts;
    private final ReusedScans scans;
    private final ReuseReport report = new ReuseReport();
    private final Map<LogicalPlan, Boolean> cached = new IdentityHashMap<>();

    Substitution(SparkSession session, PartsInDatasets parts, ReusedScans scans) {
        this.session = session;
        this.parts = parts;
        this.scans = scans;
    }

    /** The plan with the same output; itself if nothing of it lies in a dataset. */
    LogicalPlan of(LogicalPlan plan) throws IOException {
        return of(plan, null);
    }

    /** Tells what was substituted. */
    void tell() {
        report.tell();
    }

    /** @param needed which attributes of its output are, by expression id; null if it must stay as it is */
    private LogicalPlan of(LogicalPlan plan, @Nullable Set<Long> needed) throws IOException {
        if (QueryShape.seesMoreThanRows(plan) || !parts.isAnyIn(plan) || isCached(plan)) {
            return plan;
        }
        Optional<PlanPart> proposed = parts.proposed(plan);
        Optional<PartsInDatasets.Hit> hit = proposed.isPresent() && !ExposedOrder.of(plan) && !isAnyCachedIn(plan)
                ? parts.find(proposed.get(), needed)
                : Optional.empty();
        Optional<LogicalPlan> scan = hit.flatMap(scans::of);
        if (scan.isPresent()) {
            report.add(hit.get());
            return scan.get();
        }
        return inSubqueries(inChildren(plan, needed));
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
            LogicalPlan now = of(child, QueryShape.neededOfChild(plan, needed));
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
