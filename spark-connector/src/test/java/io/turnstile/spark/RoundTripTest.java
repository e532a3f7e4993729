package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in a format is read as it was, type by type; what a format cannot hold is refused. */
class RoundTripTest {
    private static final List<String> FORMATS = List.of("parquet", "orc", "csv", "json");

    private static final String ATOMIC = """
            SELECT * FROM VALUES
              (1Y, 2S, 3, 4L, 1.5F, 2.5D, true, 123456789012345678.12BD, 'plain', DATE'2001-02-03',
               TIMESTAMP'2001-10-28 02:30:00.123456', TIMESTAMP_NTZ'2001-10-28 02:30:00.123456'),
              (-128Y, -32768S, -2147483648, -9223372036854775807L, FLOAT('-Infinity'), DOUBLE('NaN'), false, -0.01BD,
               '', DATE'0001-01-01', TIMESTAMP'1800-01-01 00:00:00.000001', TIMESTAMP_NTZ'1800-01-01 00:00:00'),
              (null, null, null, null, null, null, null, null, null, null, null, null),
              (0Y, 0S, 0, 0L, 0F, DOUBLE('Infinity'), true, 0.00BD, ' a "quoted", \\\\ \\\\"\\\\N\\r\\n# ä€😀\\t', DATE'9999-12-31',
               TIMESTAMP'9999-12-31 23:59:59.999999', TIMESTAMP_NTZ'9999-12-31 23:59:59.999999')
              AS t(byte, short, int, long, float, double, flag, exact, text, day, instant, local)""";

    private static final String NESTED = """
            SELECT 1 AS id, array(1, null, 3) AS list, map('a', 1, 'b', null) AS pairs,
              named_struct('x', 1, 'y', array(named_struct('z', 'deep', 'at', TIMESTAMP'2001-01-01 01:02:03.000004'))) AS s
            UNION ALL SELECT 2, array(), map(), null
            UNION ALL SELECT 3, null, null, named_struct('x', null, 'y', null)""";

    private static final String BINARY =
            "SELECT 1 AS id, X'00FF10' AS bytes UNION ALL SELECT 2, X'' UNION ALL SELECT 3, null";

    private static final String INTERVALS =
            "SELECT 1 AS id, INTERVAL '1-2' YEAR TO MONTH AS months, INTERVAL '1 02:03:04.000005' DAY TO SECOND AS days"
                    + " UNION ALL SELECT 2, null, null";

    private static final String STRINGS = """
            SELECT * FROM VALUES ('\\\\N '), ('null'), (''), (null), ('  '), ('\\n'), ('\\r'), ('"'), ('""'), ('\\\\'), ('a\\\\'),
            ('\\\\"'), (','), ('#'), ('a,b"c\\r\\nd'), (' x '), ('\\t'), ('\\u0000') AS t(text)""";

    private static final String CALENDAR_INTERVAL = "SELECT 1 AS id, make_interval(0, 1, 0, 1) AS i";

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory, Map.of());
    }

    private void create(String name, String clauses, String query) {
        spark.sql("CREATE TABLE " + catalog + "." + name + " " + clauses + " AS " + query);
    }

    private Dataset<Row> table(String name) {
        return spark.table(catalog + "." + name);
    }

    private void assertSame(String name, Dataset<Row> expected) {
        String[] columns = expected.columns();
        Dataset<Row> read = table(name);
        assertThat(read.schema().asNullable().fields())
                .containsExactlyInAnyOrder(expected.schema().asNullable().fields());
        assertThat(read.selectExpr(quoted(columns)).collectAsList())
                .containsExactlyInAnyOrderElementsOf(expected.collectAsList());
        assertThat(read.count()).isEqualTo(expected.count());
    }

    private static String[] quoted(String... columns) {
        return Arrays.stream(columns).map(column -> "`" + column + "`").toArray(String[]::new);
    }

    /** Where tasks had begun, they may end later than the write. */
    private void assertNothingIn(String dataset) {
        Path log = directory.resolve(dataset).resolve("_turnstile");
        if (Files.exists(log)) {
            Eventually.nothingButTheFailure(log);
        }
    }

    static Stream<Arguments> whatFormatsHold() {
        return Stream.of(
                        FORMATS.stream().map(format -> Arguments.of(format, ATOMIC)),
                        FORMATS.stream().map(format -> Arguments.of(format, STRINGS)),
                        Stream.of("parquet", "orc", "json").map(format -> Arguments.of(format, NESTED)),
                        Stream.of("parquet", "orc", "json").map(format -> Arguments.of(format, BINARY)),
                        FORMATS.stream().map(format -> Arguments.of(format, INTERVALS)))
                .flatMap(rows -> rows);
    }

    @ParameterizedTest
    @MethodSource("whatFormatsHold")
    void everyTypeThatAFormatHolds(String format, String query) throws Exception {
        Map<String, String> settings = Map.of(
                "spark.sql.session.timeZone",
                "Europe/Berlin",
                // Spark 3.5 would rather ask what is meant by a day of long ago.
                "spark.sql.parquet.datetimeRebaseModeInWrite",
                "CORRECTED",
                "spark.sql.parquet.int96RebaseModeInWrite",
                "CORRECTED");
        SharedSpark.with(settings, () -> {
            create("a.typed", "USING " + format, query);
            assertSame("a.typed", spark.sql(query));
            return null;
        });
    }

    static Stream<Arguments> whatFormatsDoNotHold() {
        return Stream.concat(
                Stream.of(NESTED, BINARY).map(query -> Arguments.of("csv", query)),
                FORMATS.stream().map(format -> Arguments.of(format, CALENDAR_INTERVAL)));
    }

    @ParameterizedTest
    @MethodSource("whatFormatsDoNotHold")
    void whatAFormatDoesNotHoldIsRefusedAndLeavesNothing(String format, String query) {
        assertThatThrownBy(() -> create("a.refused", "USING " + format, query))
                .message()
                .containsPattern("(?i)" + format + ".*type|interval");

        assertNothingIn("a/refused");
    }

    /** What Spark writes without a word, and reads as other values or not at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "USING json AS SELECT map(1, raise_error('computed')) AS m",
                "USING json AS SELECT array(named_struct('m', map(1.5, raise_error('computed')))) AS deep",
                "USING orc AS SELECT raise_error('computed') AS `a``b`",
                "USING orc AS SELECT named_struct('a`b', raise_error('computed')) AS s",
                "PARTITIONED BY (`.p`) AS SELECT raise_error('computed') AS id, 1 AS `.p`",
            })
    void whatIsReadAsSomethingElseIsRefusedBeforeItIsComputed(String statement) throws Exception {
        assertThat(JobCount.of(
                        () -> assertThatThrownBy(() -> spark.sql("CREATE TABLE " + catalog + ".a.refused " + statement))
                                .hasMessageContaining("dataset a.refused")
                                .hasMessageNotContaining("computed")))
                .isZero();
        assertNothingIn("a/refused");
    }

    /** Spark gives a column of that name the lines that it cannot read, whatever is in it. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void columnThatIsCalledAsSparkCallsCorruptRecordsIsOneLikeAnother(String format) throws Exception {
        String query = "SELECT id, concat('r', id) AS _corrupt_record, concat('t', id) AS text FROM range(3)";
        create("a.corrupt", "USING " + format, query);

        assertSame("a.corrupt", spark.sql(query));
        SharedSpark.with(Map.of("spark.sql.columnNameOfCorruptRecord", "text"), () -> {
            assertSame("a.corrupt", spark.sql(query));
            return null;
        });
    }

    /** Rather than be read as null. */
    @Test
    void textThatStandsForNullIsRefusedInCsv() {
        String query = "SELECT '\\\\N' AS text UNION ALL SELECT 'x'";

        assertThatThrownBy(() -> create("a.clash", "USING csv", query))
                .hasMessageContainingAll("Cannot write dataset a.clash: 1 rows hold the text '\\N'", "'nullValue'");
        assertNothingIn("a/clash");
        create("a.clash", "USING csv OPTIONS ('nullValue' = 'NULL')", query);
        assertSame("a.clash", spark.sql(query));
    }

    @Test
    void everyReadUsesWhatTheTextWasWrittenWith() throws IOException {
        String query = "SELECT id, concat('a;', id) AS text, TIMESTAMP'2001-02-03 04:05:06' AS at FROM range(3)";
        spark.sql(query)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .option("format", "csv")
                .option("sep", ";")
                .option("header", "false")
                .option("timestampFormat", "dd.MM.yyyy HH-mm-ss")
                .option("timeZone", "Asia/Tokyo")
                .option("fs.custom.secret", "hidden")
                .mode("ignore")
                .save("a.text");

        assertThat(lines("a/text")).contains("\"1\";\"a;1\";\"03.02.2001 13-05-06\"");
        assertSame("a.text", spark.sql(query));
        assertThat(spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option("sep", ",")
                        .load("a.text")
                        .collectAsList())
                .containsExactlyInAnyOrderElementsOf(spark.sql(query).collectAsList());
        assertThat(spark.sql("SHOW TBLPROPERTIES " + catalog + ".a.text")
                        .collectAsList()
                        .toString())
                .contains("[option.sep,;]")
                .doesNotContain("hidden");
    }

    private List<String> lines(String dataset) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(dataset))) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    /** Text is as easily damaged as anything else, and without its length it would be read. */
    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void textThatIsNotWhatWasWrittenFailsTheRead(String format) throws IOException {
        create("a.text", "USING " + format, "SELECT * FROM range(0, 10, 1, 1)");
        try (Stream<Path> files = Files.walk(directory.resolve("a/text"))) {
            Path file = files.filter(f -> f.getFileName().toString().matches("part-.*\\." + format))
                    .findFirst()
                    .orElseThrow();
            List<String> lines = Files.readAllLines(file);
            Files.write(file, lines.subList(0, lines.size() - 1));
        }

        assertThatThrownBy(() -> table("a.text").collectAsList()).hasMessageContaining("bytes");
    }

    /** Whatever the zones of those who write and read: 02:30 came twice in Berlin on that day. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void everyTypeAsPartitionValue(String format) throws Exception {
        String values = """
                SELECT * FROM VALUES
                  ('01', 1Y, 2S, 3, 4L, 1.5F, -0.5D, true, 1.10BD, DATE'2001-02-03', TIMESTAMP'2001-10-28 00:30:00Z',
                   TIMESTAMP_NTZ'2001-10-28 02:30:00.123456'),
                  ('a b/c=%:d', -1Y, -2S, -3, -4L, 0F, 0D, false, -12345678.99BD, DATE'1600-02-29',
                   TIMESTAMP'2001-10-28 01:30:00Z', TIMESTAMP_NTZ'1600-01-01 00:00:00'),
                  ('ä€😀 "\\'\\\\', 0Y, 0S, 0, 0L, 0F, 0D, false, 0.00BD, DATE'9999-12-31', TIMESTAMP'1800-01-01 00:00:00.000001Z',
                   TIMESTAMP_NTZ'9999-12-31 23:59:59'),
                  (null, null, null, null, null, null, null, null, null, null, null, null)
                  AS t(text, byte, short, int, long, float, double, flag, exact, day, instant, local)""";
        for (String column : spark.sql(values).columns()) {
            String query = "SELECT 1 AS id, " + column + " FROM (" + values + ")";
            SharedSpark.with(Map.of("spark.sql.session.timeZone", "Europe/Berlin"), () -> {
                create("p." + column, "USING " + format + " PARTITIONED BY (" + column + ")", query);
                return null;
            });
            SharedSpark.with(Map.of("spark.sql.session.timeZone", "Asia/Tokyo"), () -> {
                assertSame("p." + column, spark.sql(query));
                return null;
            });
        }
        assertThat(table("p.text").where("text = '01'").count()).isEqualTo(1);
        assertThat(table("p.instant")
                        .where("instant = TIMESTAMP'2001-10-28 01:30:00Z'")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anEmptyStringAsPartitionValueBecomesNullAsInHive() {
        create("p.empty", "PARTITIONED BY (text)", "SELECT 1 AS id, '' AS text");

        assertSame("p.empty", spark.sql("SELECT 1 AS id, CAST(null AS STRING) AS text"));
    }

    @Test
    void whatIsNoPartitionValueIsRefused() {
        assertThatThrownBy(() -> create("p.bytes", "PARTITIONED BY (bytes)", BINARY))
                .hasMessageContaining("Cannot partition dataset p.bytes by bytes: binary values");
        assertThatThrownBy(() -> create("p.list", "PARTITIONED BY (list)", NESTED))
                .hasMessageContaining("partition column");
        assertThatThrownBy(() -> create("p.all", "PARTITIONED BY (id)", "SELECT 1 AS id"))
                .hasMessageContaining("at least one column");
        for (String name : List.of("bytes", "list", "all")) {
            assertNothingIn("p/" + name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void columnsOfAnyName(String format) {
        String query = "SELECT 1 AS `größe`, 2 AS `a b`, 3 AS `x.y`, 4 AS `名前`, 5 AS `p=%:/`";

        create("a.named", "USING " + format + " PARTITIONED BY (`p=%:/`, `名前`)", query);

        assertSame("a.named", spark.sql(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void twoThousandColumns(String format) {
        String query = "SELECT "
                + IntStream.range(0, 2000)
                        .mapToObj(i -> "id + " + i + " AS c" + i)
                        .collect(Collectors.joining(", "))
                + " FROM range(3)";

        create("a.wide", "USING " + format, query);

        assertThat(table("a.wide").schema().length()).isEqualTo(2000);
        assertThat(table("a.wide").selectExpr("sum(c0)", "sum(c1999)").first())
                .isEqualTo(spark.sql("SELECT 3L, 6000L").first());
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void emptyResults(String format) {
        create("a.none", "USING " + format, ATOMIC + " WHERE false");
        create("a.parts", "USING " + format + " PARTITIONED BY (text, day)", ATOMIC + " WHERE false");

        assertSame("a.none", spark.sql(ATOMIC + " WHERE false"));
        assertSame("a.parts", spark.sql(ATOMIC + " WHERE false"));
    }

    @Test
    void aResultWithoutColumnsIsRefused() {
        Dataset<Row> nothing = spark.range(3).selectExpr();

        assertThatThrownBy(() -> nothing.write()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .mode("ignore")
                        .save("a.nothing"))
                .hasMessageContaining("at least one column");
        assertNothingIn("a/nothing");
    }
}
