package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Which partitions a predicate may leave out. */
class RuntimeFilterTest {
    private static final StructType SCHEMA = new StructType()
            .add("code", DataTypes.StringType)
            .add("n", DataTypes.IntegerType)
            .add("share", DataTypes.DoubleType)
            .add("bytes", DataTypes.BinaryType);

    static Predicate in(String column, Object... values) {
        return predicate("IN", column, values);
    }

    private static Predicate predicate(String name, String column, Object... values) {
        return new Predicate(
                name,
                Stream.concat(
                                Stream.of(Expressions.column(column)),
                                Arrays.stream(values).map(RuntimeFilterTest::literal))
                        .toArray(Expression[]::new));
    }

    private static LiteralValue<?> literal(Object value) {
        return value instanceof Integer
                ? new LiteralValue<>(value, DataTypes.IntegerType)
                : new LiteralValue<>(
                        value == null ? null : UTF8String.fromString((String) value), DataTypes.StringType);
    }

    private static InternalRow partition(String code, Integer n) {
        return new GenericInternalRow(new Object[] {code == null ? null : UTF8String.fromString(code), n, 1.0, null});
    }

    private static boolean mayMatch(Predicate predicate, InternalRow partition) {
        return RuntimeFilter.of(predicate, SCHEMA).orElseThrow().mayMatch(partition);
    }

    @Test
    void partitionStaysIfItsValueIsAmongThem() {
        assertThat(mayMatch(in("code", "01", "02"), partition("02", 1))).isTrue();
        assertThat(mayMatch(in("code", "01", "02"), partition("2", 1))).isFalse();
        assertThat(mayMatch(in("n", 1, 2), partition("x", 2))).isTrue();
        assertThat(mayMatch(predicate("=", "n", 1), partition("x", 2))).isFalse();
    }

    @Test
    void nothingEqualsNull() {
        assertThat(mayMatch(in("code", "01", null), partition(null, 1))).isFalse();
        assertThat(mayMatch(in("code", "01", null), partition("01", 1))).isTrue();
    }

    @Test
    void noValuesLeaveNoPartition() {
        assertThat(mayMatch(in("code"), partition("01", 1))).isFalse();
    }

    @Test
    void whatIsNotUnderstoodLeavesNothingOut() {
        assertThat(Stream.of(
                        predicate("<=>", "code", "01"),
                        predicate(">", "n", 1),
                        in("other", "01"),
                        in("code", 1),
                        in("share", 1),
                        in("bytes", "01")))
                .allMatch(predicate -> RuntimeFilter.of(predicate, SCHEMA).isEmpty());
    }
}
