package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@link Rows} with a numbering of their factors that does not depend on how the plan was written. */
final class SealedRows {
    /** Equal ones mean equal bags of rows. */
    final String hash;

    final Naming naming;
    private final Rows rows;
    private final List<Factor> factors;

    private SealedRows(Rows rows) {
        this.rows = rows;
        factors = new ArrayList<>(rows.factors());
        factors.sort(Comparator.comparing(factor -> factor.hash)); // Stable: equal ones stay in the order written.
        if (factors.size() == 1 && rows.conditions().isEmpty()) {
            naming = Naming.alone(factors.get(0));
            hash = factors.get(0).hash;
            return;
        }
        naming = Naming.of(factors);
        List<String> parts = new ArrayList<>(List.of("rows"));
        factors.forEach(factor -> parts.add(factor.hash));
        parts.add("where");
        // A set: what holds once, holds twice.
        SortedSet<String> conditions = new TreeSet<>();
        rows.conditions().forEach(condition -> conditions.add(naming.hash(condition)));
        parts.addAll(conditions);
        hash = Digest.of(parts);
    }

    private SealedRows(SealedRows same, Rows rows) {
        this.rows = rows;
        hash = same.hash;
        naming = same.naming;
        factors = same.factors;
    }

    static SealedRows of(Rows rows) {
        return new SealedRows(rows);
    }

    /** The same rows with other columns, which come of a projection alone. */
    SealedRows projected(Rows others) {
        if (others.factors() != rows.factors() || others.conditions() != rows.conditions()) {
            throw new IllegalArgumentException("These are other rows");
        }
        return new SealedRows(this, others);
    }

    Rows rows() {
        return rows;
    }

    /** What the column of an attribute is. */
    String column(long attribute, String name) {
        return naming.hash(term(attribute, name));
    }

    Term term(long attribute, String name) {
        Term term = rows.columns().get(attribute);
        if (term == null) {
            throw new Untold("column " + name + " is none of its source's own data; leave it out");
        }
        return term;
    }

    /** The same rows as one factor, with columns that are what they were. */
    Rows asFactor() {
        if (factors.size() == 1 && rows.conditions().isEmpty()) {
            return rows;
        }
        Factor factor = new Factor(hash, "rows", this::lines);
        Map<Long, Term> columns = new HashMap<>();
        rows.columns().forEach((id, term) -> {
            String column = naming.hash(term);
            factor.call(column, naming.text(term));
            columns.put(id, Term.column(factor, column));
        });
        return Rows.of(factor, columns);
    }

    /** A line for each condition and factor, indented by what is made of what. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        SortedSet<String> conditions = new TreeSet<>();
        rows.conditions().forEach(condition -> conditions.add("where " + naming.text(condition)));
        lines.addAll(conditions);
        for (Factor factor : factors) {
            lines.add(
                    naming.label(factor).equals(factor.title)
                            ? factor.title
                            : naming.label(factor) + " = " + factor.title);
            factor.beneath().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }
}
