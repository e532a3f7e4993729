package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Joins that are no product: what they give is a factor of its own, and neither side can be looked into any more. */
final class JoinForm {
    private static final Set<String> KNOWN = Set.of("LEFT OUTER", "FULL OUTER", "LEFT SEMI", "LEFT ANTI");

    private JoinForm() {}

    static Rows rows(Join join, Rows left, Rows right, Readers readers) {
        String type = join.joinType().sql();
        if (type.equals("RIGHT OUTER")) {
            return rows(
                    "LEFT OUTER",
                    new Side(right, join.right(), "left"),
                    new Side(left, join.left(), "right"),
                    join,
                    readers);
        }
        if (!KNOWN.contains(type)) {
            throw new Untold("a join of type " + type + " is not known; write it with one that is");
        }
        return rows(type, new Side(left, join.left(), "left"), new Side(right, join.right(), "right"), join, readers);
    }

    /** One side, of which the condition and what is above see columns by what they are there. */
    private static final class Side {
        final SealedRows sealed;
        final String name;
        final Factor factor;
        final Map<Long, Term> columns = new HashMap<>();

        Side(Rows rows, LogicalPlan plan, String name) {
            sealed = SealedRows.of(rows);
            this.name = name;
            factor = new Factor(name, name, List::of);
            for (Attribute attribute : FromScala.list(plan.output())) {
                Term term = rows.columns().get(attribute.exprId().id());
                if (term != null) {
                    String column = sealed.naming.hash(term);
                    factor.call(column, attribute.name());
                    columns.put(attribute.exprId().id(), Term.column(factor, column));
                }
            }
        }

        void addTo(Factor joined, Map<Long, Term> above) {
            columns.forEach((id, term) -> {
                String column = Digest.of(name, term.op);
                joined.call(column, factor.nameOf(term.op));
                above.put(id, Term.column(joined, column));
            });
        }
    }

    private static Rows rows(String type, Side left, Side right, Join join, Readers readers) {
        Making making = new Making(type + " join").of(left.sealed).of(right.sealed);
        Map<Long, Term> both = new HashMap<>(left.columns);
        both.putAll(right.columns);
        Naming naming = Naming.of(List.of(left.factor, right.factor));
        Map<String, String> conditions = new TreeMap<>();
        if (join.condition().isDefined()) {
            Operators.conjuncts(readers.over(both).read(join.condition().get()))
                    .forEach(term -> conditions.put(naming.hash(term), naming.text(term)));
        }
        conditions.forEach((hash, text) -> making.with(hash, "on " + text));
        Factor factor = making.factor();
        Map<Long, Term> columns = new HashMap<>();
        left.addTo(factor, columns);
        if (type.endsWith("OUTER")) {
            right.addTo(factor, columns);
        }
        return Rows.of(factor, columns);
    }
}
