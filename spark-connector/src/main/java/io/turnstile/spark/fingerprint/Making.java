package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/** Collects what a {@link Factor} is made of by an operator: an identity in parts, and a text. */
final class Making {
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder title;
    private final List<String> beneath = new ArrayList<>();

    Making(String operator) {
        parts.add(operator);
        title = new StringBuilder(operator);
    }

    /** The next of its children. */
    Making of(SealedRows child) {
        parts.add(child.hash);
        beneath.addAll(child.lines());
        return this;
    }

    Making with(String part, String shown) {
        parts.add(part);
        title.append(' ').append(shown);
        return this;
    }

    Making with(Naming naming, Term term) {
        return with(naming.hash(term), naming.text(term));
    }

    /** Children whose order does not matter, each with parts of its own. */
    Making withUnordered(List<Making> children) {
        children.stream().map(child -> Digest.of(child.parts)).sorted().forEach(parts::add);
        children.stream()
                .flatMap(child -> Stream.concat(Stream.of(child.title.toString()), child.beneath.stream()))
                .forEach(beneath::add);
        return this;
    }

    Factor factor() {
        return new Factor(Digest.of(parts), title.toString(), beneath);
    }

    /** The factor with columns that are known by where they stand. */
    Rows byPosition(List<Attribute> output) {
        Factor factor = factor();
        Map<Long, Term> columns = new HashMap<>();
        for (Attribute attribute : output) {
            String column = Factor.positioned(columns.size());
            factor.call(column, attribute.name());
            columns.put(attribute.exprId().id(), Term.column(factor, column));
        }
        return Rows.of(factor, columns);
    }
}
