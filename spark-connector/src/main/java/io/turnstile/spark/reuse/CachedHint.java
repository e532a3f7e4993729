package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.PlanLeaves;
import org.apache.spark.sql.catalyst.plans.logical.HintInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import scala.Option;

/**
 * The hint {@code cached}, as {@code df.hint("cached")} and {@code SELECT /*+ CACHED *}{@code / …} write it, once it is
 * resolved: it means nothing to joins. A session without our extension ignores it, with a warning of Spark's.
 */
final class CachedHint extends HintInfo {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "cached";

    private CachedHint() {
        super(Option.empty());
    }

    /** Resolves it. */
    static LogicalPlan resolve(LogicalPlan plan) {
        return Plans.replaceUnresolved(
                plan,
                node -> node instanceof UnresolvedHint hint && hint.name().equalsIgnoreCase(NAME)
                        ? new ResolvedHint(hint.child(), new CachedHint())
                        : node);
    }

    static boolean is(LogicalPlan node) {
        return node instanceof ResolvedHint hint && hint.hints() instanceof CachedHint;
    }

    /** Also in subqueries. */
    static boolean isIn(LogicalPlan plan) {
        return plan.exists(CachedHint::is)
                || (PlanLeaves.hasSubqueries(plan)
                        && plan.subqueriesAll().exists(query -> query.exists(CachedHint::is)));
    }

    /** A plan as it is without it. */
    static LogicalPlan without(LogicalPlan plan) {
        return Plans.replace(plan, node -> is(node) ? ((ResolvedHint) node).child() : node);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CachedHint;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
