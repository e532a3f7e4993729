package io.turnstile.spark.fingerprint;

import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.jspecify.annotations.Nullable;

/** Makes readers of expressions, all of one query. */
record Readers(Map<Long, Integer> outer, Subqueries subqueries, Surroundings surroundings) {
    ExpressionReader over(Map<Long, Term> columns) {
        return over(columns, expression -> null);
    }

    ExpressionReader over(Map<Long, Term> columns, Function<Expression, @Nullable Term> known) {
        return new ExpressionReader(new ExpressionReader.Scope(columns, outer, subqueries, surroundings), known);
    }
}
