package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Generate;

/** Rows made of each row, as explode() does: the columns from beneath, and the generator's by where they stand. */
final class GenerateForm {
    private GenerateForm() {}

    static Rows rows(Generate generate, SealedRows child, Readers readers) {
        Expression generator = (Expression) generate.generator();
        if (!KnownExpressions.is(KnownExpressions.Kind.GENERATOR, generator)) {
            throw Advice.on(generator);
        }
        Map<Long, Term> beneath = child.rows().columns();
        Factor factor = new Making(generate.outer() ? "outer generate" : "generate")
                .of(child)
                .with(child.naming, readers.over(beneath).operator(generator))
                .factor();
        Map<Long, Term> columns = new HashMap<>();
        beneath.forEach((id, term) -> {
            String column = Digest.of("beneath", child.naming.hash(term));
            factor.call(column, child.naming.text(term));
            columns.put(id, Term.column(factor, column));
        });
        int position = 0;
        for (Attribute attribute : FromScala.list(generate.generatorOutput())) {
            String column = Factor.positioned(position++);
            factor.call(column, attribute.name());
            columns.put(attribute.exprId().id(), Term.column(factor, column));
        }
        return Rows.of(factor, columns);
    }
}
