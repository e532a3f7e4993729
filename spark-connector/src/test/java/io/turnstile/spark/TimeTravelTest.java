package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading what a dataset was: by SQL and by options. */
class TimeTravelTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;
    private String table;
    private String firstGeneration;

    /** When the first version was there and the second was not. */
    private String between;

    @BeforeEach
    void twoVersions() throws Exception {
        catalog = TestCatalog.over(directory, Map.of("rerun", "allow"));
        table = catalog + ".a.data";
        spark.sql("CREATE TABLE " + table + " AS SELECT 1 AS x");
        firstGeneration = property("generation");
        String published = property("published.at");
        spark.sql("CREATE OR REPLACE TABLE " + table + " AS SELECT 2 AS x, 'more' AS y");
        between = published.replace("T", " ").replace("Z", "");
    }

    private String property(String name) {
        return spark.sql("SHOW TBLPROPERTIES " + table + " ('" + name + "')")
                .first()
                .getString(1);
    }

    private int x(Dataset<Row> read) {
        return read.select("x").first().getInt(0);
    }

    private int sql(String asOf) {
        return x(spark.sql("SELECT * FROM " + table + " " + asOf));
    }

    private DataFrameReader source() {
        return spark.read().format("turnstile").option("root", directory.toString());
    }

    @Test
    void byVersionByGenerationAndByTime() {
        assertThat(sql("")).isEqualTo(2);
        assertThat(sql("VERSION AS OF 1")).isEqualTo(1);
        assertThat(sql("VERSION AS OF 2")).isEqualTo(2);
        assertThat(sql("VERSION AS OF '" + firstGeneration + "'")).isEqualTo(1);
        assertThat(sql("TIMESTAMP AS OF '" + between + "'")).isEqualTo(1);
        assertThat(sql("TIMESTAMP AS OF current_timestamp()")).isEqualTo(2);
        assertThat(x(source().option("versionAsOf", "1").load("a.data"))).isEqualTo(1);
        assertThat(x(source().option("versionAsOf", firstGeneration).load("a.data")))
                .isEqualTo(1);
        assertThat(x(source().option("timestampAsOf", between).load("a.data"))).isEqualTo(1);
        assertThat(spark.sql("SELECT * FROM " + table + " VERSION AS OF 1").columns())
                .as("its own columns")
                .containsExactly("x");
        assertThat(spark.sql("SELECT old.x, new.x FROM " + table + " VERSION AS OF 1 old JOIN " + table + " new")
                        .collectAsList())
                .containsExactly(spark.sql("SELECT 1, 2").first());
    }

    @Test
    void whatWasNotThereIsAClearError() {
        spark.sql("DROP TABLE " + table);

        assertThat(sql("VERSION AS OF 1")).as("after a removal").isEqualTo(1);
        assertThatThrownBy(() -> sql("VERSION AS OF 3"))
                .hasMessageContaining("Dataset a.data cannot be had as of version 3: there was no dataset then");
        assertThatThrownBy(() -> sql("VERSION AS OF 7")).hasMessageContaining("there is no such version");
        assertThatThrownBy(() -> sql("VERSION AS OF 'latest'")).hasMessageContaining("'latest' is no version");
        assertThatThrownBy(() -> sql("TIMESTAMP AS OF '2001-01-01'"))
                .hasMessageContainingAll("as of 2001-01-01T00:00:00Z", "there was no dataset then");
        assertThatThrownBy(() -> source().option("versionAsOf", "7").load("a.data"))
                .hasMessageContaining("there is no such version");
        assertThatThrownBy(() -> source().option("versionAsOf", "1")
                        .option("timestampAsOf", new Timestamp(0).toString())
                        .load("a.data"))
                .isInstanceOf(Exception.class);
    }

    /** Whether it would have computed something, failed, or found the dataset and left it alone. */
    @ParameterizedTest
    @CsvSource({
        "versionAsOf, 1, a.data",
        "VersionAsOf, 1, a.none",
        "timestampAsOf, 2001-01-01, a.data",
        "timestampAsOf, 2001-01-01, a.none"
    })
    void aWriteHasNoEarlierVersion(String option, String value, String key) throws IOException {
        List<String> before = everything();
        String name = catalog + "." + key;
        String as = " " + name + " OPTIONS ('" + option + "' = '" + value + "') AS SELECT 3 AS x";
        Dataset<Row> rows = spark.range(3).toDF();

        for (String statement : List.of("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", "CREATE OR REPLACE TABLE")) {
            assertRefused(option, statement, () -> spark.sql(statement + as));
        }
        for (SaveMode mode : SaveMode.values()) {
            DataFrameWriter<Row> writer = rows.write().option(option, value).mode(mode);
            if (mode != SaveMode.Append || !spark.catalog().tableExists(name)) {
                assertRefused(option, "saveAsTable, " + mode, () -> writer.saveAsTable(name));
            }
            assertRefused(
                    option,
                    "save, " + mode,
                    () -> writer.format("turnstile").option("catalog", catalog).save(key));
        }
        DataFrameWriterV2<Row> writer = rows.writeTo(name).option(option, value);
        assertRefused(option, "create", writer::create);
        assertRefused(option, "createOrReplace", writer::createOrReplace);
        assertRefused(
                option,
                "getOrCompute",
                () -> Turnstile.in(spark, catalog).option(option, value).getOrCompute(key, () -> rows));
        assertThat(everything()).isEqualTo(before);
    }

    private static void assertRefused(String option, String way, ThrowingCallable write) {
        assertThatThrownBy(write)
                .as(way)
                .isInstanceOf(InvalidOptionException.class)
                .message()
                .isEqualToIgnoringCase("Cannot write a dataset as it was before: the option '" + option
                        + "' is for reads; leave it out.");
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.map(Path::toString).sorted().toList();
        }
    }
}
