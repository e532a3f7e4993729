package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.operations.InputRow;
import io.turnstile.core.testing.StandardError;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.spark.testing.TouchingFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a dataset whose query or whose inputs have changed, in each way of writing it. */
class StaleDatasetTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;
    private String table;
    private String in;
    private int values;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
        table = catalog + ".travel.delays";
        in = directory.resolve("in").toString();
        append();
    }

    /** One row more, a power of two. */
    private void append() {
        spark.sql("SELECT " + (1L << values++) + "L AS value")
                .coalesce(1)
                .write()
                .mode("append")
                .parquet(in);
    }

    private String query(int least) {
        return "SELECT value FROM parquet.`" + in + "` WHERE value >= " + least;
    }

    private void create(String clauses, String query) {
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " " + clauses + " AS " + query);
    }

    private void recomputing(String query) {
        create("OPTIONS ('stale' = 'recompute')", query);
    }

    private long sum() {
        return spark.sql("SELECT sum(value) FROM " + table).head().getLong(0);
    }

    private long version() throws IOException {
        return Turnstile.in(spark, catalog).operations().datasets("").get(0).version();
    }

    @Test
    void nothingIsSaidOrDoneWhereNothingHasChangedHoweverTheQueryIsWritten() throws Exception {
        create("", query(1));
        Dataset<Row> frame =
                spark.read().parquet(in).where("value > 0 AND value >= 1").select("value");
        String said = StandardError.during(() -> {
            recomputing(query(1));
            recomputing(
                    "WITH t AS (SELECT value AS v FROM parquet.`" + in + "`) SELECT v AS value FROM t WHERE 1 <= v");
            create("", query(1));
            write(spark.sql(query(1)), "recompute");
            assertThat(getOrCompute("recompute", spark.sql(query(1)))).isEqualTo(1);
        });

        assertThat(said).doesNotContain("stale", "Computing again");
        assertThat(version()).isEqualTo(1);
        write(frame, "recompute");
        assertThat(version()).as("that one has a condition more").isEqualTo(2);
    }

    private long jobs(String statement) {
        try {
            return JobCount.of(() -> spark.sql(statement));
        } catch (Exception unfinished) {
            throw new AssertionError(unfinished);
        }
    }

    private void write(Dataset<Row> frame, String stale) {
        frame.write()
                .format("turnstile")
                .mode("ignore")
                .option("catalog", catalog)
                .option("stale", stale)
                .save("travel.delays");
    }

    private long getOrCompute(String stale, Dataset<Row> query) {
        return Turnstile.in(spark, catalog)
                .option("stale", stale)
                .getOrCompute("travel.delays", () -> query)
                .agg(functions.sum("value"))
                .head()
                .getLong(0);
    }

    @Test
    void changedInputIsWarnedOfAndNamedAndComputedAgainOrRefusedAsAsked() throws Exception {
        create("", query(1));
        append();

        StandardError.saying(
                "Dataset travel.delays is reused, but file:" + in + " has changed (1 file then, 2 now, the newest of ",
                () -> create("", query(1)));
        assertThat(StandardError.during(() -> create("OPTIONS ('stale' = 'serve')", query(1))))
                .doesNotContain("has changed");
        assertThatThrownBy(() -> create("OPTIONS ('stale' = 'fail')", query(1)))
                .hasStackTraceContaining("is stale: file:" + in + " has changed")
                .hasStackTraceContaining("stale=recompute");
        assertThat(sum()).isEqualTo(1);
        assertThat(StandardError.during(() -> recomputing(query(1))))
                .contains("Computing again dataset travel.delays", "since file:" + in + " has changed");
        assertThat(sum()).isEqualTo(3);
        recomputing(query(1));
        assertThat(version()).as("once").isEqualTo(2);
    }

    @Test
    void changedCodeIsNoticedInTheDifferingPart() throws Exception {
        create("", query(1));
        assertThat(StandardError.saying("now. With stale=recompute", () -> create("", query(0))))
                .contains("its query was another one: '", "then, '");
        recomputing(query(2));
        assertThat(version()).isEqualTo(2);
        assertThat(getOrCompute("recompute", spark.sql(query(1)))).isEqualTo(1);
        write(spark.sql(query(0)), "recompute");
        assertThat(version()).isEqualTo(4);
    }

    @Test
    void settingThatMattersIsAPartOfTheQuery() throws Exception {
        create("", "SELECT CAST(value AS STRING) AS value FROM parquet.`" + in + "`");
        boolean usual = Boolean.parseBoolean(spark.conf().get("spark.sql.ansi.enabled"));
        SharedSpark.with(Map.of("spark.sql.ansi.enabled", Boolean.toString(!usual)), () -> {
            recomputing("SELECT CAST(value AS STRING) AS value FROM parquet.`" + in + "`");
            return null;
        });
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void whoeverIsOnlyToWarnIsNotAskedForTheQuery() throws Exception {
        create("", query(1));
        append();
        AtomicInteger asked = new AtomicInteger();
        StandardError.saying(
                "is reused, but file:" + in + " has changed",
                () -> Turnstile.in(spark, catalog).getOrCompute("travel.delays", () -> {
                    asked.incrementAndGet();
                    return spark.sql(query(1));
                }));

        assertThat(asked).hasValue(0);
        assertThat(Turnstile.in(spark, catalog)
                        .option("stale", "recompute")
                        .getOrCompute("travel.delays", () -> spark.sql(query(1)))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void datasetSaysItselfWhatHoldsForWhoeverSaysNothing() throws Exception {
        create("TBLPROPERTIES ('stale' = 'recompute')", query(1));
        append();
        create("OPTIONS ('stale' = 'serve')", query(1));
        assertThat(sum()).isEqualTo(1);
        create("", query(1));
        assertThat(sum()).isEqualTo(3);
        append();
        create("", query(1));
        assertThat(sum()).as("it goes on").isEqualTo(7);
        assertThatThrownBy(() -> create("TBLPROPERTIES ('stale' = 'sometimes')", query(1)))
                .hasStackTraceContaining("it takes 'serve', 'warn', 'recompute' or 'fail'");
    }

    @Test
    void whatCannotBeToldIsComputedAgainOnlyWhereThatIsAsked() throws Exception {
        spark.udf().register("stale_test", (Long v) -> v + 1, DataTypes.LongType);
        String query = "SELECT stale_test(value) AS value FROM parquet.`" + in + "`";
        create("", query);

        String said = StandardError.during(() -> create("", query));
        assertThat(said)
                .contains(
                        "INFO", "Dataset travel.delays is reused; whether its query was another one cannot be told: ");
        assertThat(said).doesNotContain("WARN");
        recomputing(query);
        assertThat(version()).isEqualTo(2);
        assertThat(Turnstile.in(spark, catalog).origins().inputs("travel.delays"))
                .as("its inputs are known all the same")
                .singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(InputRow.SAME));
    }

    @Test
    void chainOfDatasetsIsFollowed() throws Exception {
        create("", query(1));
        String second = catalog + ".travel.second";
        String ofSecond = " AS SELECT value + 1 AS value FROM " + table;
        spark.sql("CREATE TABLE " + second + ofSecond);
        append();

        StandardError.saying(
                "Dataset travel.second is reused, but beneath dataset travel.delays, file:" + in,
                () -> spark.sql("CREATE TABLE IF NOT EXISTS " + second + ofSecond));
        String again = "CREATE TABLE IF NOT EXISTS " + second + " OPTIONS ('stale' = 'recompute')" + ofSecond;
        assertThat(StandardError.during(() -> assertThat(jobs(again)).isZero())).contains("Compute that again first");
        recomputing(query(1));
        spark.sql(again);
        assertThat(spark.table(second).count()).isEqualTo(2);
        assertThat(Turnstile.in(spark, catalog).origins().lineage("travel.second", 10))
                .hasSize(2);
    }

    @Test
    void rerunOnAConditionTakesWhatIsThere() throws Exception {
        create("", query(1));
        String replace = "CREATE OR REPLACE TABLE " + table + " OPTIONS ('rerun' = 'if-changed') AS ";
        spark.sql(replace + query(1));
        assertThat(version()).isEqualTo(1);
        append();
        spark.sql(replace + query(1));
        assertThat(sum()).isEqualTo(3);
        String seldom = "CREATE OR REPLACE TABLE " + table + " OPTIONS ('rerun' = 'if-older-than:1h') AS ";
        append();
        spark.sql(seldom + query(1));
        assertThat(version()).isEqualTo(2);
        spark.sql(seldom + query(2));
        assertThat(sum()).as("that is another query").isEqualTo(6);
        spark.sql(query(1))
                .write()
                .format("turnstile")
                .mode("overwrite")
                .option("catalog", catalog)
                .option("rerun", "if-older-than:1h")
                .save("travel.delays");
        assertThat(sum()).isEqualTo(7);
        assertThatThrownBy(() -> SharedSpark.with(Map.of("spark.turnstile.rerun", "if-changed"), () -> {
                    spark.sql("DROP TABLE " + table);
                    return null;
                }))
                .hasMessageContaining("reruns are not allowed");
    }

    @Test
    void readTellsWhatHasChangedBeneathIt() throws Exception {
        create("", query(1));
        append();
        assertThat(StandardError.during(this::sum)).doesNotContain("has changed");
        SharedSpark.with(Map.of("spark.turnstile.read.stale", "warn"), () -> {
            StandardError.saying("Dataset travel.delays is read, but file:" + in + " has changed", this::sum);
            recomputing(query(1));
            StandardError.saying(
                    "Dataset travel.delays is read, and nothing has changed that it was computed from", this::sum);
            return null;
        });
    }

    @Test
    void changeWhileItIsComputedIsOnRecord() throws Exception {
        TouchingFunction.register(spark, "touch_input", in);
        create("", "SELECT touch_input(value) AS value FROM parquet.`" + in + "`");

        assertThat(Turnstile.in(spark, catalog).origins().inputs("travel.delays"))
                .extracting(InputRow::state)
                .isEqualTo(List.of(InputRow.CHANGED_WHILE_READ));
    }
}
