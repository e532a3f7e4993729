package io.turnstile.spark.scan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A parser of partition values in directory names, which casts them to the types that the schema says. Spark's own
 * discovery would guess the types, and {@code 01} would become 1. Not thread-safe.
 */
final class PartitionValues {
    private final StructType schema;
    private final String zone;

    /** Column by column what was cast already: many directories share few values. */
    private final Map<String, @Nullable Object>[] known;

    @SuppressWarnings({"unchecked", "rawtypes"})
    PartitionValues(StructType schema, String zone) {
        this.schema = schema;
        this.zone = zone;
        this.known = new Map[schema.length()];
        Arrays.setAll(known, column -> new HashMap<>());
    }

    /**
     * The values of a directory.
     *
     * @param directory such as {@code dt=2001-01-01/origin=JFK}, escaped as Hive does
     * @throws IllegalArgumentException if it does not name each partition column, or a value does not fit its type
     */
    InternalRow of(String directory) {
        @Nullable Object[] values = new @Nullable Object[schema.length()];
        String[] parts = directory.split("/", -1);
        boolean[] found = new boolean[values.length];
        for (String part : parts) {
            int equals = part.indexOf('=');
            int column = equals < 0 ? -1 : column(ExternalCatalogUtils.unescapePathName(part.substring(0, equals)));
            if (column < 0 || found[column] || parts.length != values.length) {
                throw new IllegalArgumentException(
                        "Directory '%s' does not name a value for each partition column of %s"
                                .formatted(directory, Arrays.toString(schema.fieldNames())));
            }
            found[column] = true;
            values[column] = value(column, part.substring(equals + 1), directory);
        }
        return new GenericInternalRow(values);
    }

    private int column(String name) {
        return Arrays.asList(schema.fieldNames()).indexOf(name);
    }

    private @Nullable Object value(int column, String escaped, String directory) {
        Map<String, @Nullable Object> values = known[column];
        if (!values.containsKey(escaped)) {
            try {
                values.put(escaped, cast(escaped, schema.apply(column).dataType()));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "Directory '%s' names a value for column %s that is no %s"
                                .formatted(
                                        directory,
                                        schema.apply(column).name(),
                                        schema.apply(column).dataType().simpleString()),
                        e);
            }
        }
        return values.get(escaped);
    }

    private @Nullable Object cast(String escaped, DataType type) {
        if (escaped.equals(ExternalCatalogUtils.DEFAULT_PARTITION_NAME())) {
            return null;
        }
        UTF8String value = UTF8String.fromString(ExternalCatalogUtils.unescapePathName(escaped));
        if (type instanceof StringType) {
            return value;
        }
        // ANSI, so that what does not fit is an error rather than null.
        return Cast$.MODULE$
                .apply(new Literal(value, DataTypes.StringType), type, scala.Option.apply(zone), true)
                .eval(null);
    }
}
