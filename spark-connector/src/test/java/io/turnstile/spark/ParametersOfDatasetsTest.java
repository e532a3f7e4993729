package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that depend on parameters, from every way in. */
class ParametersOfDatasetsTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
    }

    private DataFrameWriter<Row> write(long rows) {
        return spark.range(rows)
                .toDF()
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .mode("ignore");
    }

    private DataFrameReader read() {
        return spark.read().format("turnstile").option("catalog", catalog);
    }

    @Test
    void parametersInAnyOrderAreTheSameDatasetAndOtherValuesAnother() {
        write(1).option("param.date", "2001-01-01")
                .option("param.origin", "JFK")
                .save("a.data");
        write(2).option("param.origin", "JFK")
                .option("PARAM.Date", "2001-01-01")
                .save("a.data");
        write(3).option("param.origin", "LAX")
                .option("param.date", "2001-01-01")
                .save("a.data");
        write(4).save("a.data");

        assertThat(read().option("param.origin", "JFK")
                        .option("param.date", "2001-01-01")
                        .load("a.data")
                        .count())
                .isEqualTo(1);
        assertThat(read().option("param.origin", "LAX")
                        .option("param.date", "2001-01-01")
                        .load("a.data")
                        .count())
                .isEqualTo(3);
        assertThat(read().load("a.data").count()).isEqualTo(4);
        assertThatThrownBy(() -> read().option("param.date", "2002").load("a.data"))
                .isInstanceOf(NotCachedException.class);
        assertThat(Turnstile.in(spark, catalog)
                        .param("date", "2001-01-01")
                        .param("origin", "LAX")
                        .getOrCompute("a.data", () -> {
                            throw new AssertionError("The query was asked for");
                        })
                        .count())
                .isEqualTo(3);
    }

    @Test
    void describeAndListingsShowThem() throws IOException {
        Turnstile dated = Turnstile.in(spark, catalog).param("date", "2001-01-01");
        dated.getOrCompute("a.data", () -> spark.range(3).toDF());
        String table = catalog + "." + dated.name("a.data");

        assertThat(table).matches(catalog + "\\.a\\.data_[0-9a-f]{10}");
        assertThat(spark.sql("DESCRIBE EXTENDED " + table).collectAsList().toString())
                .contains("param.date=2001-01-01");
        Dataset<Row> listed = dated.frame(DatasetRow.class, dated.operations().datasets("a"));
        Row row = listed.select("parameters", "rows", "published_at").first();
        assertThat(row.getJavaMap(0)).isEqualTo(Map.of("date", "2001-01-01"));
        assertThat(row.getLong(1)).isEqualTo(3);
        assertThat(row.getTimestamp(2).toInstant()).isBefore(Instant.now());
    }

    /** SQL names the table before it can tell of any option. */
    @Test
    void sqlNamesTheTableByThemAndMayPutThemOnRecord() throws Exception {
        String name = Turnstile.in(spark, catalog).param("date", "2001-01-01").name("a.data");
        String create = "CREATE TABLE " + catalog + ".%s OPTIONS ('param.date' '2001-01-01') AS SELECT 1 AS x";
        spark.sql(create.formatted(name));

        assertThat(read().option("param.date", "2001-01-01").load("a.data").count())
                .isEqualTo(1);
        assertThat(spark.sql("DESCRIBE EXTENDED " + catalog + "." + name)
                        .collectAsList()
                        .toString())
                .contains("param.date=2001-01-01");
        assertThatThrownBy(() -> spark.sql(create.formatted("a.other")))
                .hasMessageContainingAll("a.other cannot be given parameters", catalog + ".a.other_");
    }

    @Test
    void nameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> write(1).option("param.", "x").save("a.data")).hasMessageContaining("parameter");
        assertThatThrownBy(() -> write(1).option("params.date", "x").save("a.data"))
                .isInstanceOf(InvalidOptionException.class);
    }
}
