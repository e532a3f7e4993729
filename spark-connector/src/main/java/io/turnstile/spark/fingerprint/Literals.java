package io.turnstile.spark.fingerprint;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Literals, and the casts of them that are literals themselves or only look like one. */
final class Literals {
    private static final int SHOWN = 60;

    private Literals() {}

    static Term term(@Nullable Object value, DataType type) {
        return Term.leaf("literal " + TypeText.plain(type) + " " + ValueText.of(value, type), shown(value));
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof UTF8String ? "'" + value + "'" : String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /**
     * A number that is cast to another type of numbers is what Spark says that it becomes: so that a comparison with a double is
     * the same whether 0.9, which is a decimal in SQL, or 0.9D was written. No setting and no time zone has a part in it but
     * those that the cast was analysed with. One that fails stays a cast, as which of the rows it fails for is not ours to say.
     *
     * @param term the cast as it is
     */
    static Term folded(Cast cast, Term term) {
        Literal literal = number(cast);
        return literal == null ? term : term(literal.value(), literal.dataType());
    }

    private static @Nullable Literal number(Expression e) {
        if (!(e.dataType() instanceof NumericType)) {
            return null;
        }
        if (e instanceof Literal literal) {
            return literal;
        }
        if (e instanceof Cast cast && number(cast.child()) != null) {
            try {
                return new Literal(cast.eval(InternalRow.empty()), cast.dataType());
            } catch (Exception overflows) {
                return null;
            }
        }
        return null;
    }

    /**
     * {@code cast('today' as date)} is what it says on the day it is run, and so is every text that turns out to say so: Spark
     * replaces it only when it optimises. A text that begins like a date is none of these.
     */
    static void requireNoSpecialDate(Cast cast) {
        DataType type = cast.dataType();
        boolean date = type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
        if (!date
                || !(cast.child().dataType() instanceof StringType)
                || !cast.child().foldable()) {
            return;
        }
        boolean plain = cast.child() instanceof Literal literal
                && (literal.value() == null || literal.value().toString().trim().matches("[-+0-9].*"));
        if (!plain) {
            throw new Untold("a cast of " + cast.child().sql() + " to " + type.sql()
                    + " may change by itself, as that of 'today' does; use a literal date");
        }
    }

    /** @throws Untold if the number of rows is not a plain number */
    static Term count(Expression limit) {
        if (limit instanceof Literal literal && literal.dataType() instanceof IntegerType) {
            return term(literal.value(), literal.dataType());
        }
        throw new Untold("LIMIT or OFFSET is given by an expression; give it as a number");
    }
}
