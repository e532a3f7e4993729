package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Values as Spark holds them, as text that tells any two of one type apart. Lists are told by their lengths. */
final class ValueText {
    private ValueText() {}

    static String of(@Nullable Object value, DataType type) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long) {
            return value.toString();
        }
        // By their bits: 0.1 as a float is not 0.1 as a double, and -0.0 is printed where 0.0 is not. All NaNs are one.
        if (value instanceof Float number) {
            return "f" + Integer.toHexString(Float.floatToIntBits(number));
        }
        if (value instanceof Double number) {
            return "d" + Long.toHexString(Double.doubleToLongBits(number));
        }
        if (value instanceof Decimal decimal) {
            return decimal.toJavaBigDecimal().unscaledValue() + "e-"
                    + decimal.toJavaBigDecimal().scale();
        }
        if (value instanceof UTF8String string) {
            return "s" + HexFormat.of().formatHex(string.getBytes());
        }
        if (value instanceof byte[] bytes) {
            return "b" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof CalendarInterval interval) {
            return interval.months + "m" + interval.days + "d" + interval.microseconds + "u";
        }
        return nested(value, type);
    }

    private static String nested(Object value, DataType type) {
        if (value instanceof ArrayData array && type instanceof ArrayType of) {
            return elements(array, of.elementType());
        }
        if (value instanceof MapData map && type instanceof MapType of) {
            return "m" + elements(map.keyArray(), of.keyType()) + elements(map.valueArray(), of.valueType());
        }
        if (value instanceof InternalRow row && type instanceof StructType of) {
            return row(
                    row,
                    List.of(of.fields()).stream().map(field -> field.dataType()).toList());
        }
        throw new Untold("a literal that is held as a " + value.getClass().getName()
                + " is not known; cast a plain literal instead");
    }

    static String row(InternalRow row, List<DataType> types) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            parts.add(of(row.isNullAt(i) ? null : row.get(i, types.get(i)), types.get(i)));
        }
        return "r" + parts.size() + parts;
    }

    private static String elements(ArrayData array, DataType type) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < array.numElements(); i++) {
            parts.add(of(array.isNullAt(i) ? null : array.get(i, type), type));
        }
        return "a" + parts.size() + parts;
    }
}
