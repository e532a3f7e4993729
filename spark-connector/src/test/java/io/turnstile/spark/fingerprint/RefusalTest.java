package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.turnstile.spark.testing.SharedSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has no fingerprint, and that the reason names it. */
class RefusalTest {
    private static final SparkSession SESSION =
            TestData.in(SharedSpark.session().newSession());

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("select rand() c from t", "rand"),
                arguments("select rand(5) c from t", "rand"),
                arguments("select uuid() c from t", "uuid"),
                arguments("select shuffle(arr) c from t", "shuffle"),
                arguments("select monotonically_increasing_id() c from t", "monotonically_increasing_id"),
                arguments("select spark_partition_id() c from t", "spark_partition_id"),
                arguments("select input_file_name() c from t", "input_file_name"),
                arguments("select now() c from t", "now"),
                arguments("select current_timestamp() c from t", "current_timestamp"),
                arguments("select localtimestamp() c from t", "localtimestamp"),
                arguments("select unix_timestamp() c from t", "current_timestamp"),
                arguments("select current_user() c from t", "current_user"),
                arguments("select current_database() c from t", "CurrentDatabase"),
                arguments("select current_catalog() c from t", "current_catalog"),
                arguments("select current_timezone() c from t", "current_timezone"),
                arguments("select version() c from t", "version"),
                arguments("select cast('today' as date) c from t", "'today'"),
                arguments("select cast(concat('to', 'day') as date) c from t", "'today'"),
                arguments("select to_date('tomorrow') c from t", "'today'"),
                arguments("select dt > 'yesterday' c from t", "'today'"),
                arguments("select java_method('java.lang.Math', 'abs', 1) c from t", "reflect"),
                arguments("select _metadata.file_name c from parquet.`" + TestData.directory() + "/a`", "_metadata"),
                arguments("select first(x) c from a", "first"),
                arguments("select last(x) c from a", "last"),
                arguments("select any_value(x) c from a", "any_value"),
                arguments("select collect_list(x) c from a", "collect_list"),
                arguments("select collect_set(x) c from a", "collect_set"),
                arguments("select mode(x) c from a", "mode"),
                arguments("select max_by(x, y) c from a", "max_by"),
                arguments("select percentile_approx(x, 0.5) c from a", "approx"),
                arguments("select format_string('%s', arr) c from t", "format_string"),
                arguments("select x from a limit 3", "LIMIT or OFFSET without ORDER BY"),
                arguments("select x, y from a order by x limit 3", "ties"),
                arguments("select x from a order by y limit 3", "ties"),
                arguments("select x from a where y = (select y from b limit 1)", "LIMIT or OFFSET without ORDER BY"),
                arguments("select x, y, row_number() over (order by x) c from a", "ties"),
                arguments("select x, lag(y) over (partition by s order by x) c from a", "ties"),
                arguments("select x, first_value(y) over (partition by s order by x) c from a", "ties"),
                arguments("select x, sum(y) over (order by x rows 1 preceding) c from a", "ties"),
                arguments("select * from a tablesample (50 percent)", "Sample"),
                arguments("select * from a, lateral (select b.y from b where b.x = a.x)", "LateralJoin"),
                arguments("select raise_error('no') c from t", "raise_error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void theReasonNamesWhatIsInTheWay(String query, String named) {
        FingerprintAnswer answer = TestData.of(SESSION.sql(query));

        assertThat(answer).isInstanceOf(Refusal.class);
        assertThat(((Refusal) answer).reason()).containsIgnoringCase(named);
        assertThat(answer.inputs())
                .as("inputs can be told nevertheless")
                .isNotEmpty()
                .allMatch(ReadInput::isKnown);
    }

    private static void assertRefused(Dataset<Row> query, String named) {
        FingerprintAnswer answer = TestData.of(query);
        assertThat(answer).isInstanceOf(Refusal.class);
        assertThat(((Refusal) answer).reason()).contains(named);
    }

    @Test
    void refusesWhatRunsCode() {
        Dataset<Row> query = SESSION.table("a")
                .as(Encoders.row(SESSION.table("a").schema()))
                .map((MapFunction<Row, Long>) row -> 1L, Encoders.LONG())
                .toDF();

        assertRefused(query, "SerializeFromObject");
    }

    @Test
    void refusesAnObservation() {
        assertRefused(
                SESSION.table("a")
                        .observe("seen", functions.count(functions.lit(1)).as("n")),
                "observe()");
    }

    @Test
    void refusesDroppingDuplicatesBySomeColumns() {
        assertRefused(SESSION.table("a").dropDuplicates("x"), "dropDuplicates");
        assertThat(TestData.of(SESSION.table("a").dropDuplicates())).isInstanceOf(QueryFingerprint.class);
    }

    @Test
    void refusesAStream() {
        assertRefused(SESSION.readStream().format("rate").load(), "stream");
    }

    @Test
    void refusesAFunctionOfTheUsersUntilItsVersionIsDeclared() {
        SparkSession session = TestData.in(SESSION.newSession());
        session.udf().register("twice", (UDF1<Long, Long>) x -> x == null ? null : 2 * x, DataTypes.LongType);
        assertRefused(session.sql("select twice(x) c from a"), "spark.turnstile.udf.<name>.version");

        session.conf().set("spark.turnstile.udf.twice.version", "1");
        String first = TestData.told(session.sql("select twice(x) c from a")).key();
        session.conf().set("spark.turnstile.udf.twice.version", "2");
        String second = TestData.told(session.sql("select twice(x) c from a")).key();

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void refusesAnRddAndSaysThatWhatItReadsIsUnknown() {
        Dataset<Row> query = SESSION.createDataFrame(
                SESSION.table("a").javaRDD(), SESSION.table("a").schema());

        assertRefused(query, "LogicalRDD");
        List<ReadInput> inputs = TestData.of(query).inputs();
        assertThat(inputs).hasSize(1).noneMatch(ReadInput::isKnown);
    }

    @Test
    void refusesARecursiveQuery() {
        assumeThat(SESSION.version()).as("only since Spark 4.1").isGreaterThan("4.1");

        assertRefused(
                SESSION.sql(
                        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select * from r"),
                "recurs");
    }

    /** Each of twelve table expressions uses the one before twice: thousands of parts. */
    @Test
    void refusesWhatWouldTakeTooLong() {
        StringBuilder query = new StringBuilder("with w0 as (select x from a)");
        for (int i = 1; i <= 12; i++) {
            query.append(", w").append(i).append(" as (select l.x from w").append(i - 1);
            query.append(" l join w").append(i - 1).append(" r)");
        }

        assertRefused(SESSION.sql(query + " select x from w12"), "parts");
    }
}
