package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.turnstile.core.mapreduce.TurnstileCommitterFactory;
import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Spark's own writes that make a dataset by nothing but the committer, and what the catalog then reads. */
class PlainWriteTest {
    private static final String COMMITTER = TurnstileOutputCommitter.class.getName();

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;
    private Map<String, String> binding;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory, Map.of("locks", "root"));
        binding = Map.of(
                "spark.sql.sources.outputCommitterClass",
                COMMITTER,
                "spark.sql.parquet.output.committer.class",
                COMMITTER,
                "turnstile.root",
                directory.toUri().toString());
    }

    private String output() {
        return directory.resolve("a/data/_new").toUri().toString();
    }

    private Dataset<Row> numbers() {
        return spark.range(0, 1000, 1, 4).selectExpr("id", "cast(id % 3 as int) as third", "concat('n', id) as name");
    }

    private Dataset<Row> table() {
        return spark.table(catalog + ".a.data");
    }

    @Test
    void plainParquetIsReadAsATable() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            return null;
        });

        assertThat(table().schema()).isEqualTo(numbers().schema().asNullable());
        assertThat(table().selectExpr("count(*)", "sum(id)", "max(name)").first())
                .isEqualTo(
                        numbers().selectExpr("count(*)", "sum(id)", "max(name)").first());
        assertThat(Files.exists(directory.resolve("a/data/_new"))).isFalse();
    }

    /** To Spark a path is a pattern, in which some characters mean something. */
    @Test
    void rootWhosePathLooksLikeAPatternIsReadToo() throws Exception {
        Path odd = Files.createDirectories(directory.resolve("[a]{b}*"));
        String other = TestCatalog.over(odd.toString(), Map.of("locks", "root"));
        Map<String, String> own = new HashMap<>(binding);
        own.put("turnstile.root", odd.toString());
        SharedSpark.with(own, () -> {
            numbers().write().parquet(odd.resolve("a/data/_new").toString());
            return null;
        });

        assertThat(spark.table(other + ".a.data").count()).isEqualTo(1000);
    }

    @Test
    void partitionsAreInferred() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().partitionBy("third", "name").orc(output());
            return null;
        });

        assertThat(table().schema().fieldNames()).containsExactly("id", "third", "name");
        assertThat(table().schema().apply("third").dataType()).isEqualTo(DataTypes.IntegerType);
        assertThat(table().where("third = 1").count()).isEqualTo(333);
        assertThat(table().where("name = 'n17'").collectAsList()).hasSize(1);
    }

    @Test
    void otherFormatsAreKnownByTheirNames() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().option("compression", "gzip").json(output());
            return null;
        });

        assertThat(table().count()).isEqualTo(1000);
        assertThat(table().schema().fieldNames()).containsExactly("id", "name", "third");
    }

    @Test
    void existingDatasetFailsTheWriteBeforeAnyTaskWhateverItsMode() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            for (String mode : List.of("errorifexists", "overwrite", "append", "ignore")) {
                assertThat(jobsOfRefusedWrite(numbers(), mode)).as(mode).isZero();
            }
            return null;
        });

        assertThat(table().count()).isEqualTo(1000);
    }

    /** By default Spark runs what lies beneath the last shuffle before it asks a committer for anything. */
    @Test
    void existingDatasetFailsTheWriteBeforeItsShufflesToo() throws Exception {
        assumeThat(SharedSpark.session().version())
                .as("up to Spark 4.1 they run first in any case")
                .isGreaterThanOrEqualTo("4.2");
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            return null;
        });
        Map<String, String> writesOnDemand = new HashMap<>(binding);
        writesOnDemand.put("spark.sql.optimizer.plannedWrite.enabled", "false");

        int jobs = SharedSpark.with(
                writesOnDemand,
                () -> jobsOfRefusedWrite(numbers().groupBy("third").count(), "errorifexists"));

        assertThat(jobs).isZero();
    }

    private int jobsOfRefusedWrite(Dataset<Row> data, String mode) throws TimeoutException {
        return JobCount.of(
                () -> assertThatThrownBy(() -> data.write().mode(mode).parquet(output()))
                        .hasStackTraceContaining("dataset a.data exists (g-00000001-")
                        .hasStackTraceContaining("turnstile.exists=skip"));
    }

    @Test
    void rerunAndSkipAreOptionsOfTheWrite() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            numbers().limit(10).write().option("turnstile.exists", "skip").parquet(output());
            assertThat(table().count()).isEqualTo(1000);
            numbers().limit(10).write().option("turnstile.rerun", "allow").parquet(output());
            return null;
        });

        assertThat(table().count()).isEqualTo(10);
    }

    @Test
    void overwritingSinglePartitionsIsRefused() throws Exception {
        SharedSpark.with(binding, () -> {
            assertThatThrownBy(() -> numbers()
                            .write()
                            .option("partitionOverwriteMode", "dynamic")
                            .partitionBy("third")
                            .mode("overwrite")
                            .parquet(output()))
                    .hasStackTraceContaining("a dataset is a whole")
                    .hasStackTraceContaining("partitionOverwriteMode=static");
            return null;
        });
    }

    @Test
    void failingWriteLeavesNothing() throws Exception {
        SharedSpark.with(binding, () -> {
            assertThatThrownBy(() -> numbers()
                            .selectExpr("id", "if(id = 900, raise_error('told to fail'), id) as x")
                            .write()
                            .parquet(output()))
                    .hasStackTraceContaining("told to fail");
            return null;
        });

        Eventually.nothingButTheFailure(directory.resolve("a/data/_turnstile"));
        assertThatThrownBy(this::table).hasMessageContaining("not cached");
    }

    @Test
    void otherWritesOfTheSessionAreWrittenAsEver() throws Exception {
        String plain = directory.resolve("plain").toUri().toString();
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(plain);
            numbers().write().mode("overwrite").partitionBy("third").parquet(plain);
            return null;
        });

        assertThat(spark.read().parquet(plain).count()).isEqualTo(1000);
        assertThat(Files.exists(directory.resolve("plain/_SUCCESS"))).isTrue();
    }

    @Test
    void pairsWrittenByAnRddFindTheirGenerationToo() throws Exception {
        var pairs = numbers()
                .limit(100)
                .javaRDD()
                .mapToPair(row -> new Tuple2<>(NullWritable.get(), new Text("{\"id\": " + row.getLong(0) + "}")));
        var configuration = new Configuration(spark.sparkContext().hadoopConfiguration());
        configuration.set("mapreduce.outputcommitter.factory.class", TurnstileCommitterFactory.class.getName());
        configuration.set("turnstile.root", directory.toUri().toString());
        configuration.set("turnstile.format", "json");
        pairs.saveAsNewAPIHadoopFile(output(), NullWritable.class, Text.class, TextOutputFormat.class, configuration);

        assertThat(table().count()).isEqualTo(100);
    }

    @Test
    void datasetOfUnknownFormatIsExplained() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().selectExpr("name").write().text(output());
            return null;
        });

        assertThatThrownBy(() -> table().count())
                .hasMessageContainingAll(
                        "Cannot read dataset a.data as a table: generation g-00000001-",
                        "without a schema: it did not say in which format",
                        "Set turnstile.format=parquet",
                        directory
                                .resolve("a/data/_turnstile/g-00000001-")
                                .toUri()
                                .getPath());
    }

    @Test
    void reuseOfADatasetWithoutSchemaRunsNoJob() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            return null;
        });

        int jobs = JobCount.of(() -> spark.sql("CREATE TABLE IF NOT EXISTS " + catalog + ".a.data AS SELECT 1 AS one"));
        assertThat(jobs).isZero();
    }

    @Test
    void datasetsOwnDirectoryIsRefusedWhereTheCommitterIsBound() throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            String dataset = directory.resolve("a/data").toUri().toString();
            assertThatThrownBy(() -> numbers().write().mode("append").parquet(dataset))
                    .hasStackTraceContaining("write to <dataset>/_new");
            return null;
        });

        assertThat(table().count()).isEqualTo(1000);
    }

    /** What nobody can prevent: Spark deletes all that is there, commit records included, before it asks a committer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void overwriteOfTheDatasetsOwnDirectoryIsToldToEverybody(boolean partitioned) throws Exception {
        SharedSpark.with(binding, () -> {
            numbers().write().parquet(output());
            return null;
        });
        Dataset<Row> before = table();
        DataFrameWriter<Row> overwrite = numbers().limit(10).write().mode("overwrite");
        (partitioned ? overwrite.partitionBy("third") : overwrite)
                .parquet(directory.resolve("a/data").toUri().toString());
        Turnstile turnstile = Turnstile.in(spark, catalog);

        assertThatThrownBy(before::collectAsList)
                .hasStackTraceContaining("of generation g-00000001-")
                .hasStackTraceContaining("is missing");
        assertThatThrownBy(this::table)
                .hasMessageContainingAll(
                        "Dataset a.data is not cached",
                        "files in file:" + directory.resolve("a/data") + " that are not",
                        "somebody has written to the dataset's own directory",
                        "move them away or delete them, and compute the dataset again");
        assertThat(turnstile.verify("a.data").orElseThrow().readable()).isFalse();

        Dataset<Row> again = turnstile
                .option("on-damage", "recompute")
                .getOrCompute("a.data", () -> numbers().limit(20));
        assertThat(again.count()).isEqualTo(20);
        assertThat(table().count()).isEqualTo(20);
        assertThat(turnstile.verify("a.data").orElseThrow().findings())
                .isNotEmpty()
                .allMatch(finding -> finding.problem().contains("may have overwritten it"));
    }
}
