package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.StandardError;
import io.turnstile.spark.testing.PlannedQueries;
import io.turnstile.spark.testing.ReuseInput;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reuse of any part of any query, spark.turnstile.reuse=all. Every result is compared with that of the same query without. */
class TransparentReuseTest {
    private static final String TOTALS =
            "SELECT k, sum(id) AS total, max(s) AS last FROM reuse_in WHERE id > 10 GROUP BY k";

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private ReuseInput input;
    private String catalog;
    private String in;

    @BeforeEach
    void register() {
        input = new ReuseInput(directory);
        catalog = input.catalog();
        in = input.files();
        viewInput();
    }

    private void viewInput() {
        input.view("reuse_in");
    }

    private <T> T reusing(Callable<T> action) throws Exception {
        return SharedSpark.with(
                Map.of("spark.turnstile.reuse", "all", "spark.turnstile.reuse.catalog", catalog), action);
    }

    private Turnstile turnstile() {
        return Turnstile.in(spark, catalog);
    }

    private void cache(String dataset, String query) {
        turnstile().getOrCompute(dataset, () -> spark.sql(query)).count();
    }

    private static List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).toList();
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    private static String plan(Dataset<Row> query) {
        return query.queryExecution().executedPlan().toString();
    }

    private void assertReused(String query) throws Exception {
        assertSame(query, true);
    }

    private void assertNotReused(String query) throws Exception {
        assertSame(query, false);
    }

    private void assertSame(String query, boolean reused) throws Exception {
        List<String> plain = rows(spark.sql(query));
        reusing(() -> {
            Dataset<Row> now = spark.sql(query);
            assertThat(sorted(rows(now))).as(query).isEqualTo(sorted(plain));
            assertThat(plan(now).contains("InsteadOf: [")).as(query + plan(now)).isEqualTo(reused);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT last, total AS t, k FROM (%s)",
                "SELECT count(*) FROM (%s)",
                "SELECT a.k, b.total FROM (%s) a JOIN (%s) b ON a.k = b.k + 1 WHERE a.total > 100",
                "SELECT s FROM reuse_in WHERE id IN (SELECT total - 600 FROM (%s))",
                "SELECT s FROM reuse_in WHERE id < (SELECT max(total) / 100 FROM (%s))",
                "SELECT s FROM reuse_in o WHERE EXISTS (SELECT 1 FROM (%s) t WHERE t.total = o.id + 600)",
                "SELECT s, (SELECT max(total) FROM (%s) t WHERE t.k = o.k) AS m FROM reuse_in o WHERE id < 20",
                "WITH t AS (%s) SELECT k FROM t UNION ALL SELECT total FROM t",
                "WITH t AS (%s), u AS (SELECT * FROM t WHERE k > 1) SELECT u.k, t.last FROM t JOIN u ON t.k = u.k",
                "SELECT k, rank() OVER (ORDER BY total) AS r FROM (%s)",
                "SELECT k, c FROM (%s) LATERAL VIEW explode(split(last, '')) AS c",
                "SELECT k FROM (%s) EXCEPT SELECT k FROM reuse_in WHERE id < 3",
                "SELECT o.s, t.total FROM reuse_in o LEFT JOIN (%s) t ON o.k = t.k AND o.id > 90",
                "SELECT k + 1 AS k1, sum(total) AS x FROM (%s) GROUP BY ROLLUP(k + 1)",
                "SELECT y AS k, z FROM (SELECT k AS y, max(s) AS z, sum(id) AS w FROM (SELECT * FROM reuse_in WHERE 10 < id) GROUP BY k)",
            })
    void aNamedDatasetServesEqualPartsOfAnyQuery(String query) throws Exception {
        cache("a.totals", TOTALS);

        assertReused(query.replace("%s", TOTALS));
    }

    @Test
    void severalDatasetsServeOneQuery() throws Exception {
        cache("a.totals", TOTALS);
        cache("a.odd", "SELECT id, s FROM reuse_in WHERE k % 2 = 1");
        String query = "SELECT o.s, t.total FROM (SELECT s, id FROM reuse_in WHERE k % 2 = 1) o JOIN (" + TOTALS
                + ") t ON o.id = t.k";

        assertReused(query);
        reusing(() -> {
            assertThat(plan(spark.sql(query))).contains(catalog + ".a.totals", catalog + ".a.odd");
            String said = StandardError.during(() -> spark.sql(query).collectAsList());
            assertThat(said)
                    .contains("A query reads 2 parts from what was computed before, which saves ")
                    .contains("a.odd, a.totals");
            return null;
        });
    }

    @Test
    void columnsThatTheDatasetLacksOrHasMoreOfOnlyMatterWhereTheyAreNeeded() throws Exception {
        cache("a.some", "SELECT id AS other_name, k FROM reuse_in WHERE id > 50");

        assertReused("SELECT k, id FROM reuse_in WHERE id > 50");
        assertReused("SELECT sum(k) FROM reuse_in WHERE id > 50");
        assertReused("SELECT count(*) FROM reuse_in WHERE id > 50");
        assertNotReused("SELECT s FROM reuse_in WHERE id > 50");
        assertNotReused("SELECT max(s) FROM reuse_in WHERE id > 50");
        assertNotReused("SELECT k FROM reuse_in WHERE id > 51");
        assertNotReused("SELECT CAST(k AS INT) AS k, s FROM reuse_in WHERE id > 50");
    }

    @Test
    void anInputThatHasMovedOnIsAMissAndAPlanThatHoldsTheOldOneAHit() throws Exception {
        cache("a.totals", TOTALS);
        Dataset<Row> held = spark.sql(TOTALS);
        List<String> before = sorted(rows(held));
        input.append(100, 200);
        viewInput();

        assertNotReused(TOTALS);
        reusing(() -> {
            Dataset<Row> again = held.where("true");
            assertThat(sorted(rows(again))).isEqualTo(before);
            assertThat(plan(again)).contains("InsteadOf: [");
            return null;
        });
    }

    @Test
    void whatWasReplacedOrDroppedIsNotReadAnyMore() throws Exception {
        cache("a.totals", TOTALS);
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), () -> {
            spark.sql("CREATE OR REPLACE TABLE " + catalog + ".a.totals AS SELECT 1 AS k, 2L AS total, '3' AS last");
            assertNotReused(TOTALS);
            spark.sql("CREATE OR REPLACE TABLE " + catalog + ".a.totals AS " + TOTALS);
            assertReused(TOTALS);
            spark.sql("DROP TABLE " + catalog + ".a.totals");
            assertNotReused(TOTALS);
            return null;
        });
    }

    @Test
    void aRerunDoesNotReadWhatItReplaces() throws Exception {
        cache("a.totals", TOTALS);
        cache("a.parts", "SELECT id, k, s FROM reuse_in WHERE id > 10");
        List<String> plans =
                PlannedQueries.of(() -> reusing(() -> SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), () -> {
                    spark.sql("CREATE OR REPLACE TABLE " + catalog + ".a.totals AS " + TOTALS);
                    spark.sql(TOTALS).write().mode("overwrite").saveAsTable(catalog + ".a.totals");
                    return null;
                })));
        assertThat(plans)
                .anyMatch(plan -> plan.contains("BatchScan " + catalog + ".a.parts"))
                .noneMatch(plan -> plan.contains("BatchScan " + catalog + ".a.totals"));
        assertReused(TOTALS);
    }

    @Test
    void oneDatasetIsComputedFromAnother() throws Exception {
        cache("a.totals", TOTALS);
        List<String> plain = rows(spark.sql("SELECT k, total FROM (" + TOTALS + ") WHERE k > 2"));
        reusing(() -> {
            cache("a.some", "SELECT k, total FROM (" + TOTALS + ") WHERE k > 2");
            spark.sql("CREATE TABLE " + catalog + ".a.others AS SELECT k, total FROM (" + TOTALS + ") WHERE k > 2");
            return null;
        });
        for (String dataset : List.of("a.some", "a.others")) {
            assertThat(sorted(rows(spark.table(catalog + "." + dataset)))).isEqualTo(sorted(plain));
            assertThat(turnstile().origins().inputs(dataset))
                    .as("what it was computed from, wherever that was read")
                    .singleElement()
                    .satisfies(input -> assertThat(input.input()).endsWith("/in"));
        }
        assertReused("SELECT k, total FROM (" + TOTALS + ") WHERE k > 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT total, rand(42) AS r FROM (%s)",
                "SELECT monotonically_increasing_id() AS i FROM (%s)",
                "SELECT k, first(total) AS f FROM (%s) GROUP BY k",
                "SELECT size(collect_list(total)) AS f FROM (%s)",
                "SELECT k FROM (%s) TABLESAMPLE (100 PERCENT)",
            })
    void whatSeesMoreThanRowsIsLeftAlone(String query) throws Exception {
        cache("a.totals", TOTALS);
        String asked = query.replace("%s", TOTALS);

        reusing(() -> {
            assertThat(plan(spark.sql(asked))).doesNotContain("InsteadOf: [");
            return null;
        });
    }

    @Test
    void whatTellsOfFilesTellsOfThoseOfTheInput() throws Exception {
        cache("a.high", "SELECT id, k FROM reuse_in WHERE id > 90");

        assertNotReused("SELECT id, input_file_name() AS f FROM reuse_in WHERE id > 90");
        Dataset<Row> ofFiles = spark.read().parquet(in).where("id > 90");
        String[] columns = {"id", "_metadata.file_name AS f"};
        List<String> plain = rows(ofFiles.selectExpr(columns));
        reusing(() -> {
            assertThat(plan(ofFiles.select("id"))).contains("InsteadOf: [");
            assertThat(rows(ofFiles.selectExpr(columns))).isEqualTo(plain);
            return null;
        });
    }

    @Test
    void anOrderThatCanBeSeenIsKept() throws Exception {
        cache("a.all", "SELECT id, s FROM reuse_in WHERE id > 10");
        cache("a.sorted", "SELECT id FROM (SELECT id, s FROM reuse_in WHERE id > 20 ORDER BY s DESC)");
        for (String query : List.of(
                "SELECT id FROM (SELECT id, s FROM reuse_in WHERE id > 20 ORDER BY s DESC)",
                "WITH t AS (SELECT id, s FROM reuse_in WHERE id > 20 ORDER BY s DESC) SELECT id FROM t",
                "SELECT id FROM reuse_in WHERE id > 10 ORDER BY s DESC LIMIT 7")) {
            List<String> plain = rows(spark.sql(query));
            assertThat(reusing(() -> rows(spark.sql(query)))).as(query).isEqualTo(plain);
        }
    }

    @Test
    void whatSparkHasCachedItselfGoesFirstAndIsFoundAgain() throws Exception {
        cache("a.totals", TOTALS);
        reusing(() -> {
            Dataset<Row> cached = spark.sql(TOTALS).cache();
            try {
                List<String> rows = sorted(rows(cached));
                assertThat(plan(spark.sql("SELECT k FROM (" + TOTALS + ")"))).contains("InMemoryTableScan");
                assertThat(plan(spark.sql("SELECT x.k FROM (SELECT * FROM (" + TOTALS + ") WHERE k > 1) x")))
                        .contains("InMemoryTableScan");
                assertThat(sorted(rows(spark.sql(TOTALS)))).isEqualTo(rows);
            } finally {
                cached.unpersist(true);
            }
            assertThat(plan(spark.sql(TOTALS)))
                    .doesNotContain("InMemoryTableScan")
                    .contains("InsteadOf: [");
            return null;
        });
        assertThat(spark.sharedState().cacheManager().isEmpty()).isTrue();
    }

    @Test
    void aSettingThatMayChangeTheRowsIsAMiss() throws Exception {
        cache("a.totals", TOTALS);
        String other = spark.conf().get("spark.sql.ansi.enabled").equals("true") ? "false" : "true";
        SharedSpark.with(Map.of("spark.sql.ansi.enabled", other), () -> {
            assertNotReused(TOTALS);
            return null;
        });
    }

    @Test
    void ofTextAllColumnsMustBeNeeded() throws Exception {
        String csv = directory.resolve("csv").toString();
        spark.sql("SELECT id, k FROM reuse_in").write().csv(csv);
        spark.read().schema("a INT, b INT").csv(csv).createOrReplaceTempView("reuse_csv");
        cache("a.csv", "SELECT a, b FROM reuse_csv WHERE a > 4");

        assertReused("SELECT a, b FROM reuse_csv WHERE a > 4");
        assertNotReused("SELECT a FROM reuse_csv WHERE a > 4");
        assertNotReused("SELECT sum(b) FROM (SELECT a, b FROM reuse_csv WHERE a > 5)");
    }

    @Test
    void whatIsWrittenMayBeReusedToo() throws Exception {
        cache("a.totals", TOTALS);
        String out = directory.resolve("out").toString();
        assertThat(PlannedQueries.of(() -> reusing(() -> {
                    spark.sql("SELECT k, last FROM (" + TOTALS + ")").write().parquet(out);
                    return null;
                })))
                .anyMatch(plan -> plan.contains("InsteadOf"));
        assertThat(sorted(rows(spark.read().parquet(out))))
                .isEqualTo(sorted(rows(spark.sql("SELECT k, last FROM (" + TOTALS + ")"))));
    }

    @Test
    void nobodyIsWaitedFor() throws Exception {
        cache("a.totals", TOTALS);
        SharedSpark.with(
                Map.of("spark.turnstile.rerun", "allow"), () -> spark.sql("DROP TABLE " + catalog + ".a.totals"));
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Thread other = new Thread(() -> turnstile().getOrCompute("a.totals", () -> {
            computing.countDown();
            try {
                asked.await();
            } catch (InterruptedException ended) {
                throw new IllegalStateException(ended);
            }
            return spark.sql(TOTALS);
        }));
        other.start();
        computing.await();
        try {
            assertNotReused(TOTALS);
        } finally {
            asked.countDown();
            other.join();
        }
        assertReused(TOTALS);
    }

    @Test
    void withoutBeingSwitchedOnNothingIsReplaced() throws Exception {
        cache("a.totals", TOTALS);
        for (String reuse : List.of("hints", "off")) {
            SharedSpark.with(
                    Map.of("spark.turnstile.reuse", reuse, "spark.turnstile.reuse.catalog", catalog),
                    () -> assertThat(plan(spark.sql(TOTALS))).doesNotContain("InsteadOf: ["));
        }
    }

    /** What is in its way is said, and the query runs. */
    @Test
    void withoutAnIndexThatCanBeReadQueriesRunAsTheyAre() throws Exception {
        List<String> plain = sorted(rows(spark.sql(TOTALS)));
        String said = StandardError.during(() -> {
            try {
                assertThat(SharedSpark.with(
                                Map.of("spark.turnstile.reuse", "all", "spark.turnstile.reuse.catalog", "none_such"),
                                () -> sorted(rows(spark.sql(TOTALS)))))
                        .isEqualTo(plain);
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        assertThat(said).contains("A query reuses nothing: There is no Turnstile catalog 'none_such'");
    }

    @Test
    void whoMayNotReadTheInputsComputesAndIsRefusedThere() throws Exception {
        org.apache.hadoop.fs.Path root = MiniHdfs.shared().freshRoot("cache");
        org.apache.hadoop.fs.Path files = MiniHdfs.shared().freshRoot("in");
        FileSystem hdfs = files.getFileSystem(MiniHdfs.shared().configuration());
        for (org.apache.hadoop.fs.Path open : List.of(root, files)) {
            hdfs.setPermission(open, new FsPermission("777"));
        }
        catalog = TestCatalog.over(root.toString(), Map.of());
        org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(files, "data");
        spark.range(10).toDF("id").coalesce(1).write().parquet(data.toString());
        spark.read().parquet(data.toString()).createOrReplaceTempView("reuse_secret");
        cache("a.secret", "SELECT id FROM reuse_secret WHERE id > 3");
        assertReused("SELECT id FROM reuse_secret WHERE id > 3");

        for (FileStatus file : hdfs.listStatus(data)) {
            hdfs.setPermission(file.getPath(), new FsPermission("600"));
        }
        spark.read().schema("id LONG").parquet(data.toString()).createOrReplaceTempView("reuse_secret");
        Dataset<Row> query = spark.sql("SELECT id FROM reuse_secret WHERE id > 3");
        String got = UserGroupInformation.createRemoteUser("stranger")
                .doAs((PrivilegedExceptionAction<String>) () -> reusing(() -> plan(query)));
        assertThat(got).doesNotContain("InsteadOf: [");
    }

    @Test
    void whatIsHintedIsReadFromItsOwnDatasetAndItsPartsFromOthers() throws Exception {
        cache("a.totals", TOTALS);
        String query = "SELECT %s k, total * 2 AS t FROM (" + TOTALS + ") WHERE k > 1";
        List<String> plain = sorted(rows(spark.sql(query.replace("%s", ""))));
        assertThat(PlannedQueries.of(() -> reusing(() -> {
                    assertThat(sorted(rows(spark.sql(query.replace("%s", "/*+ CACHED */")))))
                            .isEqualTo(plain);
                    return null;
                })))
                .anyMatch(plan -> plan.contains("BatchScan " + catalog + ".a.totals"));
        assertReused(query.replace("%s", ""));
        assertThat(spark.sql(query.replace("%s", ""))
                        .agg(functions.count("k"))
                        .head()
                        .getLong(0))
                .isEqualTo(plain.size());
    }
}
