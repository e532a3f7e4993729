package io.turnstile.spark.fingerprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value is, said without names or expression ids: an operator over other values, down to columns of {@link Factor}s.
 * One that is used twice is one object, so that long chains of projections stay small.
 */
final class Term {
    /** With the operator's own parameters; for a column of a factor, that column. */
    final String op;

    final String shown;
    final List<Term> kids;
    final boolean commutes;
    final @Nullable Factor source;

    private Term(String op, String shown, List<Term> kids, boolean commutes, @Nullable Factor source) {
        this.op = op;
        this.shown = shown;
        this.kids = List.copyOf(kids);
        this.commutes = commutes;
        this.source = source;
    }

    /** @param shown the operator, for people */
    static Term of(String op, String shown, List<Term> kids) {
        return new Term(op, shown, kids, false, null);
    }

    /** Of which the order of operands does not matter. */
    static Term commutative(String op, String shown, List<Term> kids) {
        return new Term(op, shown, kids, true, null);
    }

    static Term leaf(String op, String shown) {
        return new Term(op, shown, List.of(), false, null);
    }

    static Term column(Factor source, String column) {
        return new Term(column, "", List.of(), false, source);
    }

    Term over(List<Term> others) {
        return new Term(op, shown, others, commutes, source);
    }

    boolean is(String operator) {
        return source == null && op.equals(operator);
    }
}
