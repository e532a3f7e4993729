package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, reusing, replacing, reading and removing datasets in one session. */
class CatalogTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private Path root;
    private String catalog;

    @BeforeEach
    void register() {
        root = directory.resolve("cache");
        catalog = TestCatalog.over(root, Map.of());
        spark.range(100)
                .selectExpr("id", "id % 3 AS remainder", "concat('0', id % 2) AS half")
                .createOrReplaceTempView("numbers");
    }

    private Dataset<Row> sql(String statement) {
        return spark.sql(statement.replace("cache.", catalog + "."));
    }

    private long count(String table) {
        return sql("SELECT * FROM " + table).count();
    }

    private <T> T allowingReruns(java.util.concurrent.Callable<T> action) throws Exception {
        return SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), action);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatasetThatIsThereIsReusedWithoutAJobByEveryWayToWrite(boolean adaptive) throws Exception {
        String table = "cache.travel.reused";
        SharedSpark.with(Map.of("spark.sql.adaptive.enabled", Boolean.toString(adaptive)), () -> {
            sql("CREATE TABLE " + table + " AS SELECT half, count(*) AS n FROM numbers GROUP BY half");
            Dataset<Row> other = spark.sql("SELECT half, sum(id) AS n FROM numbers GROUP BY half");
            String named = table.replace("cache.", catalog + ".");

            assertThat(JobCount.of(() -> sql("CREATE TABLE IF NOT EXISTS " + table
                            + " AS SELECT half, sum(id) AS n FROM" + " numbers GROUP BY half")))
                    .isZero();
            assertThat(JobCount.of(() -> other.write()
                            .format("turnstile")
                            .option("catalog", catalog)
                            .mode(SaveMode.Ignore)
                            .save("travel.reused")))
                    .isZero();
            assertThat(JobCount.of(() -> other.write().mode(SaveMode.Ignore).saveAsTable(named)))
                    .isZero();
            assertThat(JobCount.of(() -> Turnstile.in(spark, catalog).getOrCompute("travel.reused", () -> {
                        throw new AssertionError("The query was asked for");
                    })))
                    .isZero();
            assertThat(count(table)).isEqualTo(2);
            return null;
        });
    }

    @ParameterizedTest
    @CsvSource({"parquet,false", "parquet,true", "orc,false", "orc,true"})
    void whatWasWrittenIsRead(String format, boolean partitioned) {
        sql("CREATE TABLE cache.a.data USING " + format + (partitioned ? " PARTITIONED BY (half, remainder)" : "")
                + " COMMENT 'said' TBLPROPERTIES ('owner.team' = 'x') AS SELECT * FROM numbers");

        assertThat(sql("SELECT id, remainder, half FROM cache.a.data ORDER BY id")
                        .collectAsList())
                .isEqualTo(spark.sql("SELECT id, remainder, half FROM numbers ORDER BY id")
                        .collectAsList());
        assertThat(sql("SELECT id FROM cache.a.data WHERE half = '01' AND remainder = 2")
                        .count())
                .isEqualTo(16);
        assertThat(sql("SHOW TBLPROPERTIES cache.a.data").collectAsList().toString())
                .contains("owner.team", "generation");
    }

    @Test
    void anEmptyResultIsADatasetToo() {
        sql("CREATE TABLE cache.a.empty AS SELECT * FROM numbers WHERE id < 0");
        sql("CREATE TABLE cache.a.parts PARTITIONED BY (half) AS SELECT * FROM numbers WHERE id < 0");

        assertThat(count("cache.a.empty")).isZero();
        assertThat(count("cache.a.parts")).isZero();
    }

    @Test
    void aPlainCreateFailsAndTellsWhoMadeItAndWhen() {
        sql("CREATE TABLE cache.a.data AS SELECT * FROM numbers");

        assertThatThrownBy(() -> sql("CREATE TABLE cache.a.data AS SELECT * FROM numbers"))
                .hasMessageContainingAll(
                        "Dataset a.data exists: g-00000001-", "published by application local-", " at 20");
        assertThatThrownBy(() -> spark.table("numbers")
                        .write()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .mode(SaveMode.ErrorIfExists)
                        .save("a.data"))
                .hasMessageContaining("Dataset a.data exists");
    }

    @Test
    void aRerunIsRefusedUnlessAllowed() throws Exception {
        sql("CREATE TABLE cache.a.data AS SELECT * FROM numbers");
        Dataset<Row> reading = sql("SELECT * FROM cache.a.data");

        for (String statement : List.of(
                "CREATE OR REPLACE TABLE cache.a.data AS SELECT * FROM numbers WHERE id < 5",
                "REPLACE TABLE cache.a.data AS SELECT * FROM numbers WHERE id < 5",
                "DROP TABLE cache.a.data")) {
            assertThatThrownBy(() -> sql(statement))
                    .as(statement)
                    .hasMessageContainingAll(
                            "a.data",
                            "not allowed",
                            "spark.turnstile.rerun=allow",
                            "Nobody else is known to be reading it now");
        }
        assertThatThrownBy(() -> spark.table("numbers")
                        .write()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .mode(SaveMode.Overwrite)
                        .save("a.data"))
                .hasMessageContaining("not allowed");
        assertThat(count("cache.a.data")).isEqualTo(100);

        allowingReruns(() -> sql("CREATE OR REPLACE TABLE cache.a.data AS SELECT * FROM numbers WHERE id < 5"));
        assertThat(count("cache.a.data")).isEqualTo(5);
        assertThat(reading.count()).as("the reader that was there before").isEqualTo(100);

        spark.table("numbers")
                .where("id < 7")
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .option("rerun", "allow")
                .mode(SaveMode.Overwrite)
                .save("a.data");
        assertThat(count("cache.a.data")).isEqualTo(7);

        allowingReruns(() -> sql("DROP TABLE cache.a.data"));
        assertThat(spark.catalog().tableExists(catalog + ".a.data")).isFalse();
    }

    @Test
    void overwritingWhatIsNotThereCreatesIt() {
        spark.table("numbers")
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .mode(SaveMode.Overwrite)
                .save("a.fresh");

        assertThat(count("cache.a.fresh")).isEqualTo(100);
    }

    @Test
    void aRerunMayReadWhatItReplaces() throws Exception {
        sql("CREATE TABLE cache.a.data AS SELECT id FROM numbers");

        allowingReruns(() -> sql("CREATE OR REPLACE TABLE cache.a.data AS SELECT id + 1 AS id FROM cache.a.data"));

        assertThat(sql("SELECT min(id), max(id) FROM cache.a.data").first())
                .isEqualTo(spark.sql("SELECT 1L, 100L").first());
    }

    @Test
    void aFirstComputationThatReadsItselfIsAnErrorAtOnce() {
        assertThatThrownBy(() ->
                        Turnstile.in(spark, catalog).getOrCompute("a.self", () -> spark.table(catalog + ".a.self")))
                .hasMessageContaining("reads a.self itself");
        assertThat(Turnstile.in(spark, catalog)
                        .getOrCompute("a.self", () -> spark.range(3).toDF())
                        .count())
                .isEqualTo(3);
    }

    @Test
    void aComputationThatFailsLeavesNoFilesBehind() {
        assertThatThrownBy(() ->
                        sql("CREATE TABLE cache.a.failing AS SELECT id, CAST(assert_true(id < 5) AS INT) FROM numbers"))
                .hasMessageContaining("is not true");

        Eventually.nothingButTheFailure(root.resolve("a/failing/_turnstile"));
        sql("CREATE TABLE cache.a.failing AS SELECT 1 AS x");
        assertThat(count("cache.a.failing")).isEqualTo(1);
    }

    @Test
    void whatADatasetCannotDoIsRefusedInASentence() {
        sql("CREATE TABLE cache.a.data AS SELECT * FROM numbers");
        String immutable = "a dataset is immutable and comes from a query";

        for (String statement : List.of(
                "INSERT INTO cache.a.data SELECT * FROM numbers",
                "INSERT OVERWRITE cache.a.data SELECT * FROM numbers",
                "ALTER TABLE cache.a.data ADD COLUMN more INT",
                "CREATE TABLE cache.a.other (id BIGINT)",
                "CREATE OR REPLACE TABLE cache.a.other (id BIGINT)")) {
            assertThatThrownBy(() -> sql(statement)).as(statement).hasMessageContaining(immutable);
        }
        Dataset<Row> numbers = spark.table("numbers");
        assertThatThrownBy(() -> numbers.write()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .mode(SaveMode.Append)
                        .save("a.data"))
                .hasMessageContaining(immutable);
        assertThatThrownBy(() -> numbers.writeTo(catalog + ".a.data").append()).hasMessageContaining(immutable);
        assertThatThrownBy(() -> numbers.write().mode(SaveMode.Append).saveAsTable(catalog + ".a.data"))
                .hasMessageContaining(immutable);
        assertThat(count("cache.a.data")).isEqualTo(100);
        assertThat(root.resolve("a/other")).doesNotExist();
    }

    @Test
    void theDataSourceNeedsNoRegisteredCatalog() {
        Dataset<Row> numbers = spark.table("numbers");
        for (int i = 0; i < 2; i++) {
            numbers.write()
                    .format("turnstile")
                    .option("root", root.toString())
                    .option("compression", "zstd")
                    .partitionBy("half")
                    .mode(SaveMode.Ignore)
                    .save("a.b.data");
        }

        Dataset<Row> read =
                spark.read().format("turnstile").option("root", root.toString()).load("a.b.data");
        assertThat(read.where("half = '01'").count()).isEqualTo(50);
        assertThat(count("cache.a.b.data")).isEqualTo(100);
    }

    @Test
    void datasetsAndNamespacesAreListed() {
        sql("CREATE TABLE cache.a.one AS SELECT 1 AS x");
        sql("CREATE TABLE cache.a.b.two AS SELECT 1 AS x");

        assertThat(sql("SHOW TABLES IN cache.a").collectAsList())
                .extracting(row -> row.getString(1))
                .containsExactly("one");
        assertThat(sql("SHOW NAMESPACES IN cache.a").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("a.b");
    }
}
