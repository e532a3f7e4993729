package io.turnstile.spark.fingerprint;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
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
     * A whole number that is cast to a larger type is a literal of that type: so that a comparison with a long is the same
     * whether 1 or 1L was written. The value cannot change, whatever the settings.
     */
    static Term widened(Cast cast, Term term) {
        if (cast.child() instanceof Literal literal
                && literal.value() instanceof Number number
                && rank(literal.dataType()) > 0
                && rank(cast.dataType()) > rank(literal.dataType())) {
            long value = number.longValue();
            Object boxed = cast.dataType() instanceof LongType ? Long.valueOf(value) : (Object) (int) value;
            return cast.dataType() instanceof ShortType ? term : term(boxed, cast.dataType());
        }
        return term;
    }

    private static int rank(DataType type) {
        if (type instanceof ByteType) {
            return 1;
        }
        if (type instanceof ShortType) {
            return 2;
        }
        if (type instanceof IntegerType) {
            return 3;
        }
        return type instanceof LongType ? 4 : 0;
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
