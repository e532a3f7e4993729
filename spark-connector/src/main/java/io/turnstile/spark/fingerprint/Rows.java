package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a plan in normal form: a product of factors, those of its rows that fulfil all conditions, and for each output
 * attribute its value. Projections, filters and inner joins only change this description, so that their order, the names of
 * columns and the columns that are carried along do not matter.
 *
 * @param columns by expression id
 */
record Rows(List<Factor> factors, List<Term> conditions, Map<Long, Term> columns) {
    static Rows of(Factor factor, Map<Long, Term> columns) {
        return new Rows(List.of(factor), List.of(), columns);
    }

    Rows projected(Map<Long, Term> others) {
        return new Rows(factors, conditions, others);
    }

    Rows where(List<Term> more) {
        List<Term> all = new ArrayList<>(conditions);
        all.addAll(more);
        return new Rows(factors, all, columns);
    }

    Rows times(Rows other) {
        Rows own = other.apartFrom(factors);
        List<Factor> allFactors = new ArrayList<>(factors);
        allFactors.addAll(own.factors);
        List<Term> allConditions = new ArrayList<>(conditions);
        allConditions.addAll(own.conditions);
        Map<Long, Term> allColumns = new HashMap<>(columns);
        allColumns.putAll(own.columns);
        return new Rows(allFactors, allConditions, allColumns);
    }

    /** A product needs an object for each factor, also where both are the same rows (of one common table expression, say). */
    private Rows apartFrom(List<Factor> others) {
        IdentityHashMap<Factor, Factor> copies = new IdentityHashMap<>();
        for (Factor factor : factors) {
            if (others.stream().anyMatch(other -> other == factor)) {
                copies.put(factor, factor.again());
            }
        }
        if (copies.isEmpty()) {
            return this;
        }
        IdentityHashMap<Term, Term> moved = new IdentityHashMap<>();
        Map<Long, Term> ownColumns = new HashMap<>();
        columns.forEach((id, term) -> ownColumns.put(id, moved(term, copies, moved)));
        return new Rows(
                factors.stream()
                        .map(factor -> copies.getOrDefault(factor, factor))
                        .toList(),
                conditions.stream().map(term -> moved(term, copies, moved)).toList(),
                ownColumns);
    }

    private static Term moved(Term term, IdentityHashMap<Factor, Factor> copies, IdentityHashMap<Term, Term> done) {
        Term known = done.get(term);
        if (known == null) {
            Factor copy = term.source == null ? null : copies.get(term.source);
            if (term.source != null) {
                known = copy == null ? term : Term.column(copy, term.op);
            } else {
                known = term.over(
                        term.kids.stream().map(kid -> moved(kid, copies, done)).toList());
            }
            done.put(term, known);
        }
        return known;
    }
}
