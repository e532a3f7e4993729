package io.turnstile.spark.fingerprint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;

/**
 * Whether an order tells all rows apart that differ: then it does not matter which of two comes first. It does where each
 * column is computed from what is ordered by, or where that tells groups apart.
 */
final class TotalOrder {
    private final SealedRows rows;
    private final Set<String> keys = new HashSet<>();

    TotalOrder(SealedRows rows, List<Term> keys) {
        this.rows = rows;
        keys.forEach(key -> this.keys.add(rows.naming.hash(key)));
    }

    boolean of(List<Attribute> columns) {
        return columns.stream()
                .allMatch(column -> determined(rows.term(column.exprId().id(), column.name())));
    }

    private boolean determined(Term term) {
        if (keys.contains(rows.naming.hash(term))) {
            return true;
        }
        if (term.source == null) {
            return term.kids.stream().allMatch(this::determined);
        }
        Factor factor = term.source;
        return rows.rows().factors().size() == 1
                && !factor.uniqueBy().isEmpty()
                && factor.uniqueBy().stream().allMatch(column -> keys.contains(rows.naming.column(factor, column)));
    }

    /** What a sort order is besides what is ordered: which way, and where nulls go. */
    static String direction(SortOrder order) {
        return order.direction().sql() + " " + order.nullOrdering().sql();
    }
}
