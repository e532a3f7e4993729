package io.turnstile.spark.fingerprint;

import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** Types as unambiguous text, or a refusal: of a type that is not listed it is not known what equality means. */
final class TypeText {
    /** By the names that Spark itself uses. A string of another collation has another name, and is not among them. */
    private static final Set<String> SIMPLE = Set.of(
            "void",
            "boolean",
            "byte",
            "short",
            "integer",
            "long",
            "float",
            "double",
            "string",
            "binary",
            "date",
            "timestamp",
            "timestamp_ntz",
            "interval");

    private TypeText() {}

    /** Without regard to whether parts of it may be null: what a column of a source or the result of an operator is. */
    static String plain(DataType type) {
        return text(type, "", "");
    }

    /** With what may be null: for a type that is a parameter, as that of a cast. */
    static String exact(DataType type) {
        return text(type, "?", "!");
    }

    private static String text(DataType type, String nullable, String never) {
        if (type instanceof StructType struct) {
            StringBuilder text = new StringBuilder("struct<");
            for (StructField field : struct.fields()) {
                // With its length, as a name may contain whatever separates it from others.
                text.append(field.name().length())
                        .append(':')
                        .append(field.name())
                        .append(' ');
                text.append(text(field.dataType(), nullable, never)).append(field.nullable() ? nullable : never);
                text.append(',');
            }
            return text.append('>').toString();
        }
        if (type instanceof ArrayType array) {
            return "array<" + text(array.elementType(), nullable, never) + (array.containsNull() ? nullable : never)
                    + ">";
        }
        if (type instanceof MapType map) {
            return "map<" + text(map.keyType(), nullable, never) + "," + text(map.valueType(), nullable, never)
                    + (map.valueContainsNull() ? nullable : never) + ">";
        }
        boolean known = type instanceof DecimalType
                || type instanceof DayTimeIntervalType
                || type instanceof YearMonthIntervalType
                || SIMPLE.contains(type.typeName());
        if (!known) {
            throw new Untold(
                    "type " + type.typeName()
                            + " is not known to compare equal only where values are the same; cast it to a plain type, as string is");
        }
        return type.typeName();
    }

    /** Whether values of the type, as a source writes them, may be read differently in another time zone. */
    static boolean dependsOnZone(DataType type) {
        return type.existsRecursively(ofScala(part -> part instanceof TimestampType));
    }

    private interface Test {
        boolean holds(DataType type);
    }

    private static scala.Function1<DataType, Object> ofScala(Test test) {
        return test::holds;
    }
}
