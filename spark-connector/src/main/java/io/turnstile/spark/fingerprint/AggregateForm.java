package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.jspecify.annotations.Nullable;

/**
 * Groups: a factor that is what it is grouped by, with a column for each group's value and for each aggregate. Results are
 * expressions over these.
 */
final class AggregateForm {
    private final SealedRows child;
    private final Readers readers;
    private final ExpressionReader inChild;
    private final SortedMap<String, String> groups = new TreeMap<>();
    private final IdentityHashMap<Expression, String> columns = new IdentityHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    AggregateForm(SealedRows child, Readers readers) {
        this.child = child;
        this.readers = readers;
        this.inChild = readers.over(child.rows().columns());
    }

    Rows rows(List<? extends Expression> grouping, List<? extends NamedExpression> results) {
        Making making = new Making("group").of(child);
        for (Expression expression : grouping) {
            Term term = inChild.read(expression);
            groups.put(child.naming.hash(term), child.naming.text(term));
        }
        // Without groups there is one row even where there is none beneath.
        making.with(grouping.isEmpty() ? "whole" : "by", grouping.isEmpty() ? "as a whole" : "by");
        groups.forEach(making::with);
        results.forEach(result -> find((Expression) result));
        Factor factor = making.factor().uniqueBy(new ArrayList<>(groups.keySet()));
        groups.forEach(factor::call);
        names.forEach(factor::call);
        ExpressionReader outside = readers.over(Map.of(), e -> {
            String column = columns.get(e);
            return column == null ? null : Term.column(factor, column);
        });
        Map<Long, Term> above = new HashMap<>();
        for (NamedExpression result : results) {
            above.put(result.exprId().id(), outside.read((Expression) result));
        }
        return Rows.of(factor, above);
    }

    /** Which parts of a result are columns of the factor: the largest that are a group, and each aggregate. */
    private void find(Expression e) {
        if (e instanceof Literal) {
            return;
        }
        if (e instanceof AggregateExpression) {
            remember(e, inChild.read(e));
            return;
        }
        Term term = tryRead(e);
        if (term != null && groups.containsKey(child.naming.hash(term))) {
            remember(e, term);
            return;
        }
        FromScala.list(e.children()).forEach(this::find);
    }

    private void remember(Expression e, Term term) {
        String column = child.naming.hash(term);
        columns.put(e, column);
        names.put(column, child.naming.text(term));
    }

    /** Null where it is nothing that the rows beneath have: an expression over aggregates, or one that is refused later. */
    private @Nullable Term tryRead(Expression e) {
        if (e.find(part -> part instanceof AggregateExpression).isDefined()) {
            return null;
        }
        try {
            return inChild.read(e);
        } catch (Untold refusedLater) {
            return null;
        }
    }
}
