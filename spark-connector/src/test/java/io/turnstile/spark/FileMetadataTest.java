package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From which file a row comes. */
class FileMetadataTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private Dataset<Row> written(String format) {
        String table = TestCatalog.over(directory, Map.of()) + ".a.parts";
        spark.sql("CREATE TABLE " + table + " USING " + format
                + " PARTITIONED BY (part) AS SELECT id, concat('p ', id % 3) AS part FROM range(0, 90, 1, 2)");
        return spark.table(table);
    }

    /** What Spark itself reads there. */
    private Dataset<Row> reference(String format, Dataset<Row> data) {
        return spark.read()
                .schema(data.schema())
                .format(format)
                .load(directory.resolve("a/parts/_turnstile/g-*").toString());
    }

    private static List<Row> rows(Dataset<Row> data, String... columns) {
        return data.selectExpr(columns).orderBy("id").collectAsList();
    }

    @ParameterizedTest
    @CsvSource({"parquet, true", "parquet, false", "orc, true", "orc, false"})
    void metadataIsWhatSparksOwnReaderTells(String format, String vectorized) throws Exception {
        Dataset<Row> data = written(format);
        SharedSpark.with(
                Map.of(
                        "spark.sql." + format + ".enableVectorizedReader",
                        vectorized,
                        "spark.sql.sources.useV1SourceList",
                        format),
                () -> {
                    for (String[] columns : List.of(
                            new String[] {
                                "id",
                                "_metadata.file_path",
                                "_metadata.file_name",
                                "_metadata.file_size",
                                "_metadata.file_block_start",
                                "_metadata.file_block_length",
                                "_metadata.file_modification_time"
                            },
                            new String[] {"id", "part", "_metadata.file_name"},
                            new String[] {"id", "_metadata.file_size", "_metadata.file_modification_time"},
                            new String[] {"id", "_metadata.file_path"})) {
                        assertThat(rows(data, columns)).hasSize(90).isEqualTo(rows(reference(format, data), columns));
                    }
                    return null;
                });
    }

    @Test
    void metadataCanBeFilteredAndGroupedBy() {
        Dataset<Row> data = written("parquet");
        Dataset<Row> files = data.groupBy("_metadata.file_path").count();
        assertThat(files.count()).isEqualTo(6);
        String one = files.first().getString(0);
        assertThat(data.where("part = 'p 1' OR id >= 0")
                        .where(data.col("_metadata.file_path").equalTo(one))
                        .count())
                .isEqualTo(15);
        assertThat(data.selectExpr("_metadata").first().getStruct(0).<String>getAs("file_path"))
                .contains("/a/parts/_turnstile/g-");
    }

    @Test
    void metadataIsHiddenUnlessAskedFor() {
        assertThat(written("parquet").columns()).containsExactly("id", "part");
    }

    @Test
    void columnOfThatNameGoesBeforeMetadata() {
        String table = TestCatalog.over(directory, Map.of()) + ".a.own";
        spark.sql("CREATE TABLE " + table
                + " AS SELECT id, named_struct('file_path', 'mine') AS _metadata FROM range(3)");
        assertThat(spark.table(table)
                        .selectExpr("_metadata.file_path")
                        .distinct()
                        .collectAsList())
                .hasToString("[[mine]]");
    }

    @Test
    void inputFileNameIsTheFile() throws Exception {
        Dataset<Row> data = written("parquet");
        String[] columns = {"id", "regexp_replace(input_file_name(), '^file:/+', '/')"};
        assertThat(rows(data, columns)).isEqualTo(rows(reference("parquet", data), columns));
        assertThat(data.selectExpr("input_file_name() AS file").distinct().count())
                .isEqualTo(6);
    }
}
