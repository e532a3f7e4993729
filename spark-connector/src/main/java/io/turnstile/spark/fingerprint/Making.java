package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/** Collects what a {@link Factor} is made of by an operator: an identity in parts, and a text. */
final class Making {
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder title;
    private final List<Supplier<List<String>>> beneath = new ArrayList<>();

    Making(String operator) {
        parts.add(operator);
        title = new StringBuilder(operator);
    }

    /** The next of its children. */
    Making of(SealedRows child) {
        parts.add(child.hash);
        beneath.add(child::lines);
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
    Making withUnordered(List<Factor> children) {
        children.stream().map(child -> child.hash).sorted().forEach(parts::add);
        children.forEach(child -> beneath.add(() ->
                Stream.concat(Stream.of(child.title), child.beneath().stream()).toList()));
        return this;
    }

    Factor factor() {
        List<Supplier<List<String>>> made = List.copyOf(beneath);
        return new Factor(
                Digest.of(parts),
                title.toString(),
                () -> made.stream().flatMap(lines -> lines.get().stream()).toList());
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
