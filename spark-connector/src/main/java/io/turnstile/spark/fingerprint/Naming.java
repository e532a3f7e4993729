package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Hashes and texts of terms under one numbering of factors. Not thread-safe. */
final class Naming {
    private static final int LONGEST = 400;

    private final IdentityHashMap<Factor, Integer> positions = new IdentityHashMap<>();
    private final IdentityHashMap<Factor, String> labels = new IdentityHashMap<>();
    private final IdentityHashMap<Term, String> hashes = new IdentityHashMap<>();
    private final List<Factor> factors;
    private final boolean alone;

    private Naming(List<Factor> factors, boolean alone) {
        this.alone = alone;
        this.factors = factors;
        for (Factor factor : factors) {
            positions.put(factor, positions.size());
        }
    }

    private void makeLabels() {
        Set<String> taken = new HashSet<>();
        for (Factor factor : factors) {
            String label = factor.title.substring(factor.title.lastIndexOf('/') + 1);
            for (int i = 2; !taken.add(label); i++) {
                label = factor.title.substring(factor.title.lastIndexOf('/') + 1) + "#" + i;
            }
            labels.put(factor, label);
        }
    }

    static Naming of(List<Factor> factors) {
        return new Naming(factors, false);
    }

    /** Of one factor and nothing else, whose columns keep what they are. */
    static Naming alone(Factor factor) {
        return new Naming(List.of(factor), true);
    }

    String hash(Term term) {
        String known = hashes.get(term);
        if (known == null) {
            known = compute(term);
            hashes.put(term, known);
        }
        return known;
    }

    String column(Factor factor, String column) {
        Integer position = positions.get(factor);
        if (position == null) {
            throw new Untold("a column is taken from beyond where it can be seen; give it out of the subquery");
        }
        return alone ? column : Digest.of("column", position.toString(), column);
    }

    private String compute(Term term) {
        if (term.source != null) {
            return column(term.source, term.op);
        }
        List<String> parts = new ArrayList<>();
        term.kids.forEach(kid -> parts.add(hash(kid)));
        if (term.commutes) {
            Collections.sort(parts);
        }
        parts.add(0, term.op);
        parts.add(0, "term");
        return Digest.of(parts);
    }

    String label(Factor factor) {
        if (labels.isEmpty()) {
            makeLabels();
        }
        return labels.getOrDefault(factor, factor.title);
    }

    /** For people, and for telling what differs; cut where it is long. */
    String text(Term term) {
        StringBuilder text = new StringBuilder();
        write(term, text);
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
    }

    private void write(Term term, StringBuilder text) {
        if (text.length() > LONGEST) {
            return;
        }
        if (term.source != null) {
            text.append(label(term.source)).append('.').append(term.source.nameOf(term.op));
            return;
        }
        text.append(term.shown);
        if (!term.kids.isEmpty()) {
            String separator = "(";
            for (Term kid : term.kids) {
                text.append(separator);
                write(kid, text);
                separator = ", ";
            }
            text.append(')');
        }
    }
}
