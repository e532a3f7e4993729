package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.StandardError;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.ReuseInput;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.spark.testing.TouchingFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets without a name: equal queries share one, and what is not understood runs as it is. */
class CachedQueryTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private ReuseInput made;
    private String catalog;
    private Turnstile turnstile;
    private String in;

    @BeforeEach
    void register() {
        made = new ReuseInput(directory);
        catalog = made.catalog();
        turnstile = made.turnstile();
        in = made.files();
    }

    private Dataset<Row> input() {
        return spark.read().schema("id LONG, k LONG, s STRING").parquet(in);
    }

    private List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private List<String> datasets() throws IOException {
        return turnstile.operations().datasets("auto").stream()
                .map(row -> row.name())
                .toList();
    }

    @Test
    void equalQueriesOfTwoApplicationsAreComputedOnce() throws Exception {
        Dataset<Row> first =
                input().where("id > 10").groupBy("k").agg(functions.sum("id").as("total"));
        assertThat(rows(turnstile.cached(first))).isEqualTo(rows(first));

        input().createOrReplaceTempView("other_name_of_in");
        Dataset<Row> second = spark.sql(
                "WITH t AS (SELECT k AS x, id AS y FROM other_name_of_in) SELECT x AS k, sum(y) AS total FROM t WHERE 10 < y GROUP BY x");
        assertThat(JobCount.of(() -> Turnstile.in(spark, catalog).cached(second)))
                .isZero();
        assertThat(rows(turnstile.cached(second))).isEqualTo(rows(second));
        assertThat(datasets()).hasSize(1);
        String key = datasets().get(0);
        assertThat(spark.sql("DESCRIBE EXTENDED " + catalog + "." + key)
                        .collectAsList()
                        .toString())
                .as("what it is, for people")
                .contains("Comment", "k, total from ");
    }

    @Test
    void whereAnInputChangesThatIsAnotherDataset() throws Exception {
        assertThat(turnstile.cached(input().where("k = 1")).count()).isEqualTo(15);
        made.append(100, 200);
        Dataset<Row> now = input().where("k = 1");
        assertThat(rows(turnstile.cached(now))).isEqualTo(rows(now));
        assertThat(datasets()).hasSize(2);
    }

    /** Files are touched while they are read, and get their time back afterwards: the name is the same again. */
    @Test
    void whatWasComputedWhileItsInputsChangedIsForItsCallerOnly() throws Exception {
        Map<Path, FileTime> times = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of(in))) {
            for (Path file : files.toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        TouchingFunction.register(spark, "touch_cached", in);
        SharedSpark.with(Map.of("spark.turnstile.udf.touch_cached.version", "1"), () -> {
            Dataset<Row> first = input().selectExpr("touch_cached(id) AS id");
            assertThat(turnstile.cached(first).count()).isEqualTo(100);
            for (Map.Entry<Path, FileTime> file : times.entrySet()) {
                Files.setLastModifiedTime(file.getKey(), file.getValue());
            }
            Dataset<Row> second = input().selectExpr("touch_cached(id) AS id");
            assertThat(turnstile.cached(second).count()).isEqualTo(100);
            return null;
        });
        assertThat(turnstile.operations().datasets("auto"))
                .singleElement()
                .satisfies(row -> assertThat(row.version()).isEqualTo(2));
    }

    @Test
    void columnsKeepTheirOrderHoweverItIsPartitioned() {
        Dataset<Row> query = input().select("k", "s");
        Dataset<Row> read = turnstile.partitionBy("k").cached(query);

        assertThat(read.columns()).containsExactly("k", "s");
        assertThat(rows(read)).isEqualTo(rows(query));
    }

    @Test
    void whatCannotBeToldRunsAsItIsAndSaysWhatIsInTheWay() throws Exception {
        for (Map.Entry<Dataset<Row>, String> refused : Map.of(
                        input().withColumn("r", functions.rand()),
                        "Rand",
                        input().limit(3),
                        "LIMIT",
                        input().orderBy("id"),
                        "in an order",
                        input().select(functions.col("id"), functions.col("id")),
                        "id",
                        spark.sql("SELECT INTERVAL '1' YEAR AS i, id FROM parquet.`" + in + "`")
                                .selectExpr("make_interval(1) AS i"),
                        "nterval")
                .entrySet()) {
            Dataset<Row> query = refused.getKey();
            String said = StandardError.during(
                    () -> assertThat(turnstile.cached(query)).isSameAs(query));
            assertThat(said)
                    .contains("A query is not cached and run as it is: ")
                    .containsIgnoringCase(refused.getValue());
        }
        assertThat(datasets()).isEmpty();
    }

    /** That the dataset itself can be read by all says nothing of what it was computed from. */
    @Test
    void whoMayNotReadTheInputsGetsNothingOfThemThroughADataset() throws Exception {
        org.apache.hadoop.fs.Path root = MiniHdfs.shared().freshRoot("cache");
        org.apache.hadoop.fs.Path files = MiniHdfs.shared().freshRoot("in");
        FileSystem hdfs = files.getFileSystem(MiniHdfs.shared().configuration());
        for (org.apache.hadoop.fs.Path open : List.of(root, files)) {
            hdfs.setPermission(open, new FsPermission("777"));
        }
        String shared = TestCatalog.over(root.toString(), Map.of());
        org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(files, "data");
        spark.range(10).toDF("id").coalesce(1).write().parquet(data.toString());
        Dataset<Row> query =
                spark.read().schema("id LONG").parquet(data.toString()).where("id > 3");
        Turnstile ours = Turnstile.in(spark, shared);
        assertThat(ours.cached(query).count()).isEqualTo(6);

        for (FileStatus file : hdfs.listStatus(data)) {
            hdfs.setPermission(file.getPath(), new FsPermission("600"));
        }
        // Read anew, since a plan holds what files were.
        Dataset<Row> again =
                spark.read().schema("id LONG").parquet(data.toString()).where("id > 3");
        Dataset<Row> got = UserGroupInformation.createRemoteUser("stranger")
                .doAs((PrivilegedExceptionAction<Dataset<Row>>) () -> ours.cached(again));
        assertThat(got).isSameAs(again);
        assertThat(ours.cached(again)).as("the owner").isNotSameAs(again);
    }
}
