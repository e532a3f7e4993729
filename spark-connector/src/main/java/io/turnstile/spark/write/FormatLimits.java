package io.turnstile.spark.write;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * What a data format does not hold although Spark writes it: names, types and settings with which other values are read than
 * were written, or none. What Spark refuses to write is not here.
 *
 * @param format the data format
 * @param settings of the session that writes
 */
record FormatLimits(String format, RuntimeConfig settings) {
    private static final String TIMESTAMPS = "spark.sql.parquet.outputTimestampType";
    private static final String TIME_PARSER = "spark.sql.legacy.timeParserPolicy";

    /** Why a column cannot be written so that it is read as it was; empty if it can. */
    Optional<String> against(StructField column) {
        DataType type = column.dataType();
        return switch (format) {
            case "csv" ->
                type instanceof BinaryType
                        ? Optional.of("binary values are a type that csv does not hold")
                        : againstTimesAsText(type);
            case "json" ->
                anywhere(type, FormatLimits::hasOtherKeysThanText)
                        ? Optional.of("json holds maps whose keys are strings, and no others")
                        : againstTimesAsText(type);
            case "orc" ->
                hasBacktick(column.name()) || anywhere(type, FormatLimits::hasFieldWithBacktick)
                        ? Optional.of("a name with a backtick cannot be read from orc")
                        : Optional.empty();
            default ->
                is(TIMESTAMPS, "TIMESTAMP_MILLIS") && anywhere(type, TimestampType.class::isInstance)
                        ? Optional.of("with " + TIMESTAMPS + "=TIMESTAMP_MILLIS its microseconds would be lost")
                        : Optional.empty();
        };
    }

    /** What Spark 2 wrote is, for times long ago or far ahead, not what Spark 3 reads. */
    private Optional<String> againstTimesAsText(DataType type) {
        return is(TIME_PARSER, "LEGACY") && anywhere(type, FormatLimits::isTime)
                ? Optional.of("with " + TIME_PARSER + "=LEGACY times are written that others read as other ones")
                : Optional.empty();
    }

    private boolean is(String setting, String value) {
        return settings.get(setting).equalsIgnoreCase(value);
    }

    private static boolean isTime(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static boolean hasOtherKeysThanText(DataType type) {
        return type instanceof MapType map && !(map.keyType() instanceof StringType);
    }

    private static boolean hasFieldWithBacktick(DataType type) {
        return type instanceof StructType struct
                && Stream.of(struct.fieldNames()).anyMatch(FormatLimits::hasBacktick);
    }

    private static boolean hasBacktick(String name) {
        return name.indexOf('`') >= 0;
    }

    /** Whether a type is such a one, or is made of one. */
    private static boolean anywhere(DataType type, Predicate<DataType> such) {
        if (such.test(type)) {
            return true;
        }
        if (type instanceof ArrayType array) {
            return anywhere(array.elementType(), such);
        }
        if (type instanceof MapType map) {
            return anywhere(map.keyType(), such) || anywhere(map.valueType(), such);
        }
        return type instanceof StructType struct
                && Stream.of(struct.fields()).anyMatch(field -> anywhere(field.dataType(), such));
    }
}
