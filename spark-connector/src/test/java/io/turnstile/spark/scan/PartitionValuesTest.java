package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What directory names say. */
class PartitionValuesTest {
    private static final StructType SCHEMA =
            new StructType().add("code", DataTypes.StringType).add("n", DataTypes.IntegerType);

    private static PartitionValues values() {
        return new PartitionValues(SCHEMA, "UTC");
    }

    @Test
    void stringStaysAsItIsSpelled() {
        InternalRow row = values().of("code=01/n=01");
        assertThat(row.getUTF8String(0)).hasToString("01");
        assertThat(row.getInt(1)).isEqualTo(1);
    }

    @Test
    void escapedCharactersAreUnescaped() {
        assertThat(values().of("code=a b%2Fc%3D%25%3Ad/n=1").getUTF8String(0)).hasToString("a b/c=%:d");
    }

    @Test
    void hivesDefaultPartitionIsNull() {
        InternalRow row = values().of("code=__HIVE_DEFAULT_PARTITION__/n=__HIVE_DEFAULT_PARTITION__");
        assertThat(row.isNullAt(0)).isTrue();
        assertThat(row.isNullAt(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "code=1", "code=1/n=1/x=1", "code=1/code=1", "code=1/m=1", "code=1/n", "/code=1/n=1"})
    void directoryThatNamesOtherColumnsIsRefused(String directory) {
        assertThatThrownBy(() -> values().of(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[code, n]");
    }

    @Test
    void valueThatDoesNotFitIsRefusedRatherThanNull() {
        assertThatThrownBy(() -> values().of("code=1/n=one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Directory 'code=1/n=one' names a value for column n that is no int");
    }

    @Test
    void valuesOfEveryTypeAreReadAsTheyWereWritten(@TempDir Path temporary) {
        Dataset<Row> data = SharedSpark.session()
                .sql("SELECT * FROM VALUES"
                        + " (1L, '01', 7, DATE'2001-02-03', TIMESTAMP'2001-02-03 04:05:06.789', true, 1.50BD, 2.5D,"
                        + "  9000000000L, TIMESTAMP_NTZ'2001-02-03 04:05:06', X'6162', INTERVAL '1-2' YEAR TO MONTH),"
                        + " (2L, 'a b/c=%:d', -7, DATE'0001-01-01', TIMESTAMP'1969-12-31 23:59:59', false, -0.01BD,"
                        + "  -1e300D, -1L, TIMESTAMP_NTZ'2001-02-03 00:00:00', X'25', INTERVAL '-1-2' YEAR TO MONTH),"
                        + " (3L, null, null, null, null, null, null, null, null, null, null, null),"
                        + " (4L, 'ü#{}\"', 0, DATE'9999-12-31', TIMESTAMP'2001-02-03 00:00:00', true, 0.00BD,"
                        + "  double('NaN'), 0L, TIMESTAMP_NTZ'2001-02-03 04:05:06.000001', X'61', INTERVAL '0' YEAR)"
                        + " AS t(id, s, i, d, ts, b, dec, dbl, l, ntz, bin, ym)");
        String[] columns = {"s", "i", "d", "ts", "b", "dec", "dbl", "l", "ntz", "bin", "ym"};
        TestGeneration generation = TestGeneration.write(data, "parquet", temporary.resolve("g"), columns);

        assertThat(generation.read().orderBy("id").toJSON().collectAsList())
                .isEqualTo(data.orderBy("id").toJSON().collectAsList());
        assertThat(generation.read().where("s = 'a b/c=%:d'").count()).isEqualTo(1);
        assertThat(generation.read().where("s is null and i is null").count()).isEqualTo(1);
        assertThat(generation.read().where("dec = 1.5 and d = DATE'2001-02-03'").count())
                .isEqualTo(1);
    }

    @Test
    void timestampsAreMeantInTheSessionsZoneUnlessAnOptionSaysOtherwise(@TempDir Path temporary) throws Exception {
        Dataset<Row> data = SharedSpark.session().sql("SELECT 1L AS id, TIMESTAMP'2001-02-03 04:05:06' AS ts");
        TestGeneration generation = TestGeneration.write(data, "parquet", temporary.resolve("g"), "ts");
        long utc = data.first().getTimestamp(1).getTime();
        assertThat(SharedSpark.with(
                        Map.of("spark.sql.session.timeZone", "Asia/Tokyo"),
                        () -> generation.read().first().getTimestamp(1).getTime()))
                .isEqualTo(utc - Duration.ofHours(9).toMillis());
        assertThat(SharedSpark.with(
                        Map.of("spark.sql.session.timeZone", "Asia/Tokyo"),
                        () -> generation
                                .read(Map.of("timeZone", "UTC"))
                                .first()
                                .getTimestamp(1)
                                .getTime()))
                .isEqualTo(utc);
    }
}
