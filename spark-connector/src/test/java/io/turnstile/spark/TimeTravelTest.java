package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading what a dataset was: by SQL and by options. */
class TimeTravelTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String table;
    private String firstGeneration;

    /** When the first version was there and the second was not. */
    private String between;

    @BeforeEach
    void twoVersions() throws Exception {
        String catalog = TestCatalog.over(directory, Map.of("rerun", "allow"));
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
}
