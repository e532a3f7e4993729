package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.StandardError;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark's own statements do in a session whose current catalog is ours: the same as ever, or they are refused. */
class StatementsTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("root"), Map.of());
    }

    private <T> T inOurCatalog(Callable<T> action) throws Exception {
        spark.sql("USE " + catalog);
        try {
            return action.call();
        } finally {
            spark.sql("USE spark_catalog");
        }
    }

    private static String message(String statement) {
        try {
            SharedSpark.session().sql(statement).collectAsList();
            throw new AssertionError("It was not refused: " + statement);
        } catch (Exception refused) {
            return refused.getMessage();
        }
    }

    @Test
    void filesAreReadByTheirPath() throws Exception {
        String path = directory.resolve("plain").toUri().toString();
        spark.range(3).write().parquet(path);

        long rows = inOurCatalog(
                () -> spark.sql("SELECT * FROM parquet.`" + path + "`").count());

        assertThat(rows).isEqualTo(3);
    }

    @Test
    void whatNoDatasetCanBeCalledDoesNotExist() throws Exception {
        assertThat(spark.catalog().tableExists(catalog + ".`x y`")).isFalse();
        spark.sql("DROP TABLE IF EXISTS " + catalog + ".`x y`");
        assertThatThrownBy(() -> spark.sql("DROP TABLE " + catalog + ".`x y`")).isInstanceOf(AnalysisException.class);
        assertThatThrownBy(() -> spark.table(catalog + ".`x y`"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("x y");
        assertThatThrownBy(() -> spark.sql("CREATE TABLE " + catalog + ".`x y` AS SELECT 1 AS a"))
                .hasMessageContaining("x y");
    }

    @Test
    void misspeltFunctionIsToldByItsName() throws Exception {
        String told = inOurCatalog(() -> message("SELECT no_such_function(1)"));
        // Those of the session itself are there in every catalog.
        List<Row> ofTheSession = spark.sql("SHOW USER FUNCTIONS").collectAsList();

        assertThat(told).contains("no_such_function").doesNotContain("MISSING_CATALOG_ABILITY");
        assertThat(inOurCatalog(() -> spark.sql("SHOW USER FUNCTIONS").collectAsList()))
                .isEqualTo(ofTheSession);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE %s LOCATION '/elsewhere' AS SELECT 1 AS a",
                "CREATE EXTERNAL TABLE %s USING parquet LOCATION '/elsewhere' AS SELECT 1 AS a",
                "CREATE TABLE %s OPTIONS ('path' '/elsewhere') AS SELECT 1 AS a",
                "CREATE OR REPLACE TABLE %s LOCATION '/elsewhere' AS SELECT 1 AS a",
                "CREATE TABLE %s STORED AS INPUTFORMAT 'a' OUTPUTFORMAT 'b' AS SELECT 1 AS a",
                "CREATE TABLE %s ROW FORMAT SERDE 'a' AS SELECT 1 AS a"
            })
    void placeOrFormatOfHiveIsRefused(String statement) {
        assertThat(message(statement.formatted(catalog + ".a.data"))).contains("Cannot create " + catalog + ".a.data");
        assertThat(directory.resolve("root/a")).doesNotExist();
    }

    @Test
    void storedAsIsTheFormat() throws Exception {
        spark.sql("CREATE TABLE " + catalog + ".a.stored STORED AS ORC AS SELECT 1 AS a");

        assertThat(spark.sql("SHOW CREATE TABLE " + catalog + ".a.stored")
                        .first()
                        .getString(0))
                .contains("USING orc");
        try (var files = Files.walk(directory.resolve("root/a/stored"))) {
            assertThat(files.map(Path::toString)).anyMatch(file -> file.endsWith(".orc"));
        }
    }

    @Test
    void optionsOfFilesAreInTheStatementThatIsShownAndSecretsAreNot() {
        spark.sql("CREATE TABLE " + catalog + ".a.data OPTIONS ('compression' 'gzip', 'maxRecordsPerFile' '10',"
                + " 'parquet.block.size' '1048576', 'parquet.encryption.some.token' 'secret') AS SELECT 1 AS a");

        String shown =
                spark.sql("SHOW CREATE TABLE " + catalog + ".a.data").first().getString(0);

        assertThat(shown)
                .contains("'compression' = 'gzip'", "'maxRecordsPerFile' = '10'", "'parquet.block.size' = '1048576'")
                .doesNotContain("secret");
        assertThat(spark.table(catalog + ".a.data").count()).isEqualTo(1);
    }

    @Test
    void tableOfTheSessionCatalogIsRefused() {
        if (spark.version().startsWith("3.")) {
            // Spark 3 asks nobody before it makes one, nor afterwards.
            spark.sql("CREATE TABLE of_spark USING turnstile");
            spark.sql("DROP TABLE of_spark");
            return;
        }
        for (String statement : List.of(
                "CREATE TABLE of_spark USING turnstile",
                "CREATE TABLE of_spark (id INT) USING turnstile",
                "CREATE TABLE of_spark USING turnstile OPTIONS (path 'a.data', root '/cache')",
                "CREATE TABLE of_spark USING turnstile AS SELECT 1 AS id")) {
            assertThat(message(statement)).as(statement).contains("tables of another catalog");
        }
        assertThat(spark.catalog().tableExists("spark_catalog.default.of_spark"))
                .isFalse();
    }

    @Test
    void partitionedOverwriteOfWhatIsNotThereSaysWhatToDo() {
        var write = spark.range(3)
                .selectExpr("id", "id % 2 AS p")
                .write()
                .format("turnstile")
                .option("catalog", catalog);

        assertThatThrownBy(() -> write.mode("overwrite").partitionBy("p").save("a.data"))
                .hasMessageContainingAll("a.data", "mode(\"ignore\")", "CREATE OR REPLACE TABLE");
        spark.range(3)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .mode("overwrite")
                .save("a.data");
        assertThat(spark.table(catalog + ".a.data").count()).isEqualTo(3);
    }

    /** As in SQL, where a table's name begins with it. */
    @Test
    void keyThatBeginsWithTheCatalogsNameIsWarnedOf() throws Exception {
        String said = StandardError.during(() -> spark.range(3)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .mode("ignore")
                .save(catalog + ".mine.data"));

        assertThat(said)
                .contains("WARN", "begins with the name of the catalog " + catalog)
                .contains(".option(\"catalog\", \"" + catalog + "\"), and mine.data as the key");
    }

    /** It would leave nothing that could be published. */
    public abstract static class OtherProtocol extends FileCommitProtocol {}

    @Test
    void commitProtocolOfAnotherKindIsToldBeforeAnythingIsComputed() throws Exception {
        Map<String, String> settings = Map.of("spark.sql.sources.commitProtocolClass", OtherProtocol.class.getName());

        String told = SharedSpark.with(
                settings, () -> message("CREATE TABLE " + catalog + ".a.data AS SELECT raise_error('computed') AS a"));

        assertThat(told).contains("commitProtocolClass=" + OtherProtocol.class.getName(), "spark.conf.unset");
    }

    @Test
    void theDataSourceIsFoundInASessionThatIsNotTheActiveOne() throws Exception {
        String root = directory.resolve("root").toString();
        spark.range(3)
                .write()
                .format("turnstile")
                .option("root", root)
                .mode("ignore")
                .save("a.data");
        SparkSession other = spark.newSession();
        FutureTask<Long> read = new FutureTask<>(() -> other.read()
                .format("turnstile")
                .option("root", root)
                .load("a.data")
                .count());
        Thread thread = new Thread(read);
        thread.start();

        assertThat(read.get()).isEqualTo(3);
    }

    @Test
    void missingSetOfParametersIsToldByItsParameters() {
        for (String date : List.of("2026-01-01", "2026-01-03")) {
            spark.range(1)
                    .write()
                    .format("turnstile")
                    .option("catalog", catalog)
                    .option("param.date", date)
                    .mode("ignore")
                    .save("mine.par");
        }

        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option("param.date", "2026-01-02")
                        .load("mine.par"))
                .hasMessageContainingAll(
                        "mine.par with date=2026-01-02",
                        "mine.par is there with",
                        "date=2026-01-01",
                        "date=2026-01-03");
        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option("date", "2026-01-02")
                        .load("mine.par"))
                .hasMessageContaining("'param.date'");
    }
}
