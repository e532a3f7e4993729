package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.NeededColumns;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.PlanParts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
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
     * @param needed those of its columns that the query takes
     * @param whole whether all of its rows were computed, as far as conditions tell
     * @param within the smallest one that it is a part of; null if there is none
     */
    record Candidate(
            PlanPart part,
            Extent extent,
            List<Attribute> needed,
            boolean whole,
            @Nullable PlanPart within) {}

    /** What is above a node: which of its columns that takes, null if it is all of them, and what it asks of its rows. */
    private record Above(@Nullable Set<Long> needed, ConditionsAbove conditions) {
        static final Above NOTHING = new Above(null, ConditionsAbove.NONE);

        Above ofChild(LogicalPlan node) {
            return new Above(NeededColumns.ofChild(node, needed), conditions.ofChild(node));
        }
    }

    /** Those of a plan, in the order in which they are met from above. */
    static List<Candidate> of(LogicalPlan analysed, PlanParts parts, ReadLeaves leaves) {
        CandidateParts walk = new CandidateParts(parts, leaves);
        walk.extent(analysed, Above.NOTHING, null);
        return walk.found;
    }

    private Extent extent(LogicalPlan node, Above above, @Nullable PlanPart within) {
        // Before what is beneath it: so a part knows the common table expressions that it refers to.
        PlanPart part = parts.of(node).orElse(null);
        PlanPart around = part == null ? within : part;
        BitSet read = new BitSet();
        Map<String, Integer> operators = OperatorCounts.of(node);
        int nodes = 1;
        for (Extent beneath : beneath(node, above, around)) {
            read.or(beneath.leaves);
            OperatorCounts.add(operators, beneath.operators);
            nodes += beneath.nodes;
        }
        if (isRead(node)) {
            read.set(leaves.number(node));
        }
        Extent extent = new Extent(read, operators, nodes);
        if (part != null && !read.isEmpty()) {
            found.add(new Candidate(part, extent, taken(part, above.needed), !above.conditions.narrow(node), within));
        }
        return extent;
    }

    private List<Extent> beneath(LogicalPlan node, Above above, @Nullable PlanPart around) {
        List<Extent> extents = new ArrayList<>();
        if (node instanceof WithCTE with) {
            for (CTERelationDef definition : FromScala.list(with.cteDefs())) {
                definitions.put(definition.id(), definition);
            }
            extents.add(extent(with.plan(), above, around));
            return extents;
        }
        if (node instanceof CTERelationRef reference) {
            LogicalPlan definition = definitions.remove(reference.cteId());
            if (definition != null) {
                // Others may refer to it, too, and take other columns.
                defined.put(reference.cteId(), extent(definition, Above.NOTHING, around));
            }
            Extent known = defined.get(reference.cteId());
            return known == null ? extents : List.of(known);
        }
        for (LogicalPlan child : FromScala.list(node.children())) {
            extents.add(extent(child, above.ofChild(node), around));
        }
        for (LogicalPlan subquery : FromScala.list(node.subqueries())) {
            extents.add(extent(subquery, Above.NOTHING, around));
        }
        return extents;
    }

    private static List<Attribute> taken(PlanPart part, @Nullable Set<Long> needed) {
        List<Attribute> all = FromScala.list(part.plan().output());
        if (needed == null || part.needsAllColumns()) {
            return all;
        }
        List<Attribute> taken = all.stream()
                .filter(attribute -> needed.contains(attribute.exprId().id()))
                .toList();
        // A dataset has a column, even if rows are only counted.
        return taken.isEmpty() ? all.subList(0, Math.min(1, all.size())) : taken;
    }

    private static boolean isRead(LogicalPlan node) {
        return node.children().isEmpty()
                && !(node instanceof CTERelationRef)
                && !OF_THE_PLAN.contains(node.getClass().getSimpleName());
    }
}
