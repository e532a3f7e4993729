package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.PlanParts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.jspecify.annotations.Nullable;

/** All parts of an analysed plan that could be datasets, each with what tells it from what is around it. Not thread-safe. */
final class CandidateParts {
    /** Rows that are part of the plan: nobody has to compute them. */
    private static final Set<String> OF_THE_PLAN = Set.of("LocalRelation", "OneRowRelation");

    private final PlanParts parts;
    private final ReadLeaves leaves;
    private final List<Candidate> found = new ArrayList<>();
    private final Map<Long, LogicalPlan> definitions = new HashMap<>();
    private final Map<Long, Extent> defined = new HashMap<>();

    private CandidateParts(PlanParts parts, ReadLeaves leaves) {
        this.parts = parts;
        this.leaves = leaves;
    }

    /**
     * What a node and all beneath it come to.
     *
     * @param leaves the numbers of those that it reads
     * @param operators how many of each kind
     * @param nodes how many nodes
     */
    record Extent(BitSet leaves, Map<String, Integer> operators, int nodes) {}

    /**
     * A part that could be a dataset.
     *
     * @param within the smallest one that it is a part of; null if there is none
     */
    record Candidate(PlanPart part, Extent extent, @Nullable PlanPart within) {}

    /** Those of a plan, in the order in which they are met from above. */
    static List<Candidate> of(LogicalPlan analysed, PlanParts parts, ReadLeaves leaves) {
        CandidateParts walk = new CandidateParts(parts, leaves);
        walk.extent(analysed, null);
        return walk.found;
    }

    private Extent extent(LogicalPlan node, @Nullable PlanPart within) {
        // Before what is beneath it: so a part knows the common table expressions that it refers to.
        PlanPart part = parts.of(node).orElse(null);
        PlanPart around = part == null ? within : part;
        BitSet read = new BitSet();
        Map<String, Integer> operators = OperatorCounts.of(node);
        int nodes = 1;
        for (Extent beneath : beneath(node, around)) {
            read.or(beneath.leaves);
            OperatorCounts.add(operators, beneath.operators);
            nodes += beneath.nodes;
        }
        if (isRead(node)) {
            read.set(leaves.number(node));
        }
        Extent extent = new Extent(read, operators, nodes);
        if (part != null && !read.isEmpty()) {
            found.add(new Candidate(part, extent, within));
        }
        return extent;
    }

    private List<Extent> beneath(LogicalPlan node, @Nullable PlanPart around) {
        List<Extent> extents = new ArrayList<>();
        if (node instanceof WithCTE with) {
            for (CTERelationDef definition : FromScala.list(with.cteDefs())) {
                definitions.put(definition.id(), definition);
            }
            extents.add(extent(with.plan(), around));
            return extents;
        }
        if (node instanceof CTERelationRef reference) {
            LogicalPlan definition = definitions.remove(reference.cteId());
            if (definition != null) {
                defined.put(reference.cteId(), extent(definition, around));
            }
            Extent known = defined.get(reference.cteId());
            return known == null ? extents : List.of(known);
        }
        FromScala.list(node.children()).forEach(child -> extents.add(extent(child, around)));
        for (LogicalPlan subquery : FromScala.list(node.subqueries())) {
            extents.add(extent(subquery, around));
        }
        return extents;
    }

    private static boolean isRead(LogicalPlan node) {
        return node.children().isEmpty()
                && !(node instanceof CTERelationRef)
                && !OF_THE_PLAN.contains(node.getClass().getSimpleName());
    }
}
