package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.procedures.ReuseRow;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.ReuseInput;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a query's reuse, with spark.turnstile.reuse as it is by default, against what the rule does. */
class ExplainReuseTest {
    private static final String TOTALS =
            "SELECT k, sum(id) AS total, max(s) AS last FROM explained_in WHERE id > 10 GROUP BY k";

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private ReuseInput input;
    private String catalog;

    @BeforeEach
    void register() {
        input = new ReuseInput(directory);
        catalog = input.catalog();
        viewInput();
    }

    private void viewInput() {
        input.view("explained_in");
    }

    private Turnstile turnstile() {
        return Turnstile.in(spark, catalog);
    }

    private void cache(String dataset, String query) {
        turnstile().getOrCompute(dataset, () -> spark.sql(query)).count();
    }

    private List<ReuseRow> explain(String query) {
        return turnstile().explain(spark.sql(query));
    }

    private ReuseRow only(String query) {
        List<ReuseRow> rows = explain(query);
        assertThat(rows).as(query).hasSize(1);
        return rows.get(0);
    }

    private ReuseRow miss(String query) {
        ReuseRow row = only(query);
        assertThat(row.outcome()).as(row.toString()).isEqualTo(ReuseRow.MISS);
        assertThat(row.saves()).isNull();
        return row;
    }

    private <T> T allowingReruns(Callable<T> action) throws Exception {
        return SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), action);
    }

    @Test
    void whatLiesInADatasetIsAHitAndSavesItsComputation() throws Exception {
        cache("a.totals", TOTALS);

        ReuseRow row = only("SELECT last, total AS t FROM (" + TOTALS + ")");
        assertThat(row.outcome()).isEqualTo(ReuseRow.HIT);
        assertThat(row.dataset()).isEqualTo("a.totals");
        assertThat(row.generation()).startsWith("g-00000001-");
        assertThat(row.saves())
                .isEqualTo(turnstile()
                        .operations()
                        .generations("a.totals", 1)
                        .get(0)
                        .computedIn())
                .isPositive();
        assertThat(row.note()).isEmpty();
        assertThat(row.part()).contains("Sum(in.id)", "where").doesNotContain("\n");
        Dataset<Row> frame = turnstile().frame(ReuseRow.class, List.of(row));
        assertThat(frame.columns()).containsExactly("outcome", "part", "dataset", "generation", "saves", "note");
        assertThat(frame.head().getString(2)).isEqualTo("a.totals");
    }

    @Test
    void eachPartThatLiesInADatasetIsAHitOfItsOwn() {
        cache("a.totals", TOTALS);
        cache("a.odd", "SELECT id, s FROM explained_in WHERE k % 2 = 1");

        assertThat(explain("SELECT o.s, t.total FROM (SELECT s, id FROM explained_in WHERE k % 2 = 1) o JOIN (" + TOTALS
                        + ") t ON o.id = t.k WHERE o.id IN (SELECT id FROM explained_in WHERE id < 3)"))
                .extracting(ReuseRow::outcome, ReuseRow::dataset)
                .containsExactlyInAnyOrder(tuple(ReuseRow.HIT, "a.odd"), tuple(ReuseRow.HIT, "a.totals"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "SELECT s FROM explained_in WHERE id IN (SELECT total - 600 FROM (%s))",
                "WITH t AS (%s) SELECT k FROM t UNION ALL SELECT total FROM t",
                "SELECT total, rand(42) AS r FROM (%s)",
                "SELECT k, first(total) AS f FROM (%s) GROUP BY k",
                "SELECT k FROM (%s) ORDER BY k",
                "SELECT k FROM (SELECT * FROM (%s) ORDER BY total) LIMIT 3",
                "SELECT k, min(id) AS m FROM explained_in WHERE id > 10 GROUP BY k",
                "SELECT id FROM explained_in WHERE id > 10",
            })
    void whatIsAHitIsWhatTheRuleReads(String query) throws Exception {
        cache("a.totals", TOTALS);
        String asked = query.replace("%s", TOTALS);

        boolean read = SharedSpark.with(
                Map.of("spark.turnstile.reuse", "all", "spark.turnstile.reuse.catalog", catalog),
                () -> spark.sql(asked)
                        .queryExecution()
                        .executedPlan()
                        .toString()
                        .contains("InsteadOf: ["));
        List<ReuseRow> rows = explain(asked);
        assertThat(rows).as(asked).isNotEmpty();
        assertThat(rows.stream().anyMatch(row -> row.outcome().equals(ReuseRow.HIT)))
                .as(asked + rows)
                .isEqualTo(read);
    }

    @Test
    void anInputThatHasChangedIsNamed() {
        cache("a.totals", TOTALS);
        Dataset<Row> before = spark.sql(TOTALS);
        input.append(100, 200);
        viewInput();

        ReuseRow row = miss(TOTALS);
        assertThat(row.dataset()).isEqualTo("a.totals");
        assertThat(row.generation()).startsWith("g-00000001-");
        assertThat(row.note()).contains("/in has changed (", "1 file then, 2 now");
        assertThat(turnstile().explain(before))
                .as("a plan that holds the old input")
                .extracting(ReuseRow::outcome)
                .containsExactly(ReuseRow.HIT);
    }

    @Test
    void aColumnThatIsLackingIsNamed() {
        cache("a.some", "SELECT id, k FROM explained_in WHERE id > 50");

        ReuseRow row = miss("SELECT k, max(s) AS m FROM explained_in WHERE id > 50 GROUP BY k");
        assertThat(row.dataset()).isEqualTo("a.some");
        assertThat(row.note()).isEqualTo("it lacks the column s, as this query has it");
    }

    @Test
    void whatWasReplacedOrDroppedIsSaidToBe() throws Exception {
        cache("a.totals", TOTALS);
        allowingReruns(() -> {
            spark.sql("CREATE OR REPLACE TABLE " + catalog + ".a.totals AS SELECT 1 AS k");
            assertThat(miss(TOTALS).note()).startsWith("it has been replaced: the dataset is g-00000002-");
            spark.sql("DROP TABLE " + catalog + ".a.totals");
            assertThat(miss(TOTALS).note()).isEqualTo("the dataset has been dropped");
            return null;
        });
    }

    @Test
    void ofTheMostSimilarQueryItIsSaidWhatDiffers() {
        cache("a.totals", TOTALS);
        cache("a.other", "SELECT id FROM explained_in WHERE s = 'x'");

        ReuseRow row = miss(TOTALS.replace("id > 10", "id > 20").replace("max(s) AS last", "max(s) AS latest"));
        assertThat(row.dataset()).isEqualTo("a.totals");
        assertThat(row.note().lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("- where ") && line.contains("10"))
                .anyMatch(line -> line.startsWith("+ where ") && line.contains("20"));
    }

    @Test
    void aSettingThatDiffersIsNamedWithBothValues() throws Exception {
        cache("a.totals", TOTALS);
        String ansi = spark.conf().get("spark.sql.ansi.enabled").equals("true") ? "false" : "true";
        SharedSpark.with(Map.of("spark.sql.ansi.enabled", ansi, "spark.sql.mapKeyDedupPolicy", "LAST_WIN"), () -> {
            ReuseRow row = miss(TOTALS);
            assertThat(row.dataset()).isEqualTo("a.totals");
            assertThat(row.note())
                    .contains("setting spark.sql.mapKeyDedupPolicy is not set there, LAST_WIN here")
                    .contains("setting spark.sql.ansi.enabled is ")
                    .doesNotContain("\n- ", "\n+ ");
            return null;
        });
    }

    @Test
    void aRefusalHasItsReasonBesideTheHits() {
        cache("a.totals", TOTALS);

        assertThat(explain("SELECT t.k, r.x FROM (" + TOTALS
                        + ") t JOIN (SELECT id, rand() AS x FROM explained_in) r ON r.id = t.k"))
                .satisfiesExactly(hit -> assertThat(hit.outcome()).isEqualTo(ReuseRow.HIT), refused -> {
                    assertThat(refused.outcome()).isEqualTo(ReuseRow.REFUSED);
                    assertThat(refused.note()).contains("rand", "is not deterministic");
                    assertThat(refused.dataset()).isNull();
                });
    }

    @Test
    void whatSeesMoreThanRowsIsNamed() {
        cache("a.totals", TOTALS);

        assertThat(explain("SELECT k, rand(42) AS r FROM (" + TOTALS + ")"))
                .satisfiesExactly(
                        miss -> {
                            assertThat(miss.outcome()).isEqualTo(ReuseRow.MISS);
                            assertThat(miss.dataset()).isEqualTo("a.totals");
                            assertThat(miss.note()).contains("beneath rand(42)", "more of it than its rows");
                        },
                        refused -> assertThat(refused.outcome()).isEqualTo(ReuseRow.REFUSED));
    }

    @Test
    void anOrderThatIsInTheWayIsNamed() {
        // A range's own.
        cache("a.few", "SELECT id FROM range(100) WHERE id > 90");

        ReuseRow row = miss("SELECT id FROM range(100) WHERE id > 90");
        assertThat(row.dataset()).isEqualTo("a.few");
        assertThat(row.note()).isEqualTo("its rows are in an order, which no dataset keeps");
    }

    @Test
    void whatSparkItselfHasCachedIsNamed() throws Exception {
        cache("a.totals", TOTALS);
        Dataset<Row> cached = spark.sql(TOTALS).cache();
        try {
            assertThat(miss(TOTALS).note()).contains("Spark itself has cached it");
            assertThat(JobCount.of(() -> turnstile().explain(spark.sql(TOTALS).hint("cached"))))
                    .as("what is hinted is not computed")
                    .isZero();
            assertThat(turnstile().operations().datasets("auto")).isEmpty();
        } finally {
            cached.unpersist(true);
        }
    }

    @Test
    void ofTextItIsSaidThatAllColumnsMustBeNeeded() {
        String csv = directory.resolve("csv").toString();
        spark.sql("SELECT id, k, s FROM explained_in").write().csv(csv);
        spark.read().schema("a INT, b INT, c INT").csv(csv).createOrReplaceTempView("explained_csv");
        cache("a.csv", "SELECT a, b, c FROM explained_csv WHERE a > 4");

        ReuseRow row = miss("SELECT sum(b) FROM explained_csv WHERE a > 4");
        assertThat(row.dataset()).isEqualTo("a.csv");
        assertThat(row.note()).contains("as text, all columns must be needed");
        cache("a.two", "SELECT a, b FROM explained_csv");
        assertThat(miss("SELECT a FROM explained_csv").note()).contains("\n- column csv.b");
    }

    @Test
    void whereNothingIsInCommonThatIsSaid() {
        assertThat(miss(TOTALS).note()).contains("nothing in the index of the root has anything in common");
        cache("a.range", "SELECT id * 2 AS twice FROM range(5)");
        ReuseRow row = miss(TOTALS);
        assertThat(row.note()).contains("nothing in the index of the root has anything in common");
        assertThat(row.dataset()).isNull();
        assertThat(row.part()).contains("Sum(in.id)");
    }

    @Test
    void itRunsNoJobAndChangesNothing() throws Exception {
        cache("a.totals", TOTALS);
        cache("a.gone", "SELECT id FROM explained_in WHERE id > 3");
        allowingReruns(() -> spark.sql("DROP TABLE " + catalog + ".a.gone"));
        List<Dataset<Row>> queries = new ArrayList<>();
        for (String query : List.of(
                TOTALS,
                TOTALS.replace("10", "20"),
                "SELECT id FROM explained_in WHERE id > 3",
                "SELECT k, rand() FROM (" + TOTALS + ")")) {
            queries.add(spark.sql(query));
        }
        // Another user of the root, who holds no pin yet.
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of("progress", "off"));
        List<String> before = files();
        int readers = turnstile().operations().readers("a.totals").size();
        long reads = turnstile().operations().datasets("a").get(0).reads();

        for (String reuse : List.of("off", "hints", "all")) {
            SharedSpark.with(Map.of("spark.turnstile.reuse", reuse, "spark.turnstile.reuse.catalog", catalog), () -> {
                assertThat(JobCount.of(() -> queries.forEach(turnstile()::explain)))
                        .isZero();
                assertThat(turnstile().explain(queries.get(0)).get(0).outcome())
                        .as(reuse)
                        .isEqualTo(ReuseRow.HIT);
                assertThat(turnstile().explain(queries.get(2)).get(0).note()).contains("has been dropped");
                return null;
            });
        }
        assertThat(files()).as("not even what is of no use in the index").isEqualTo(before);
        assertThat(turnstile().operations().readers("a.totals")).hasSize(readers);
        assertThat(turnstile().operations().datasets("a").get(0).reads()).isEqualTo(reads);
    }

    private List<String> files() throws Exception {
        try (var found = Files.walk(directory)) {
            return found.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void whoMayNotReadTheInputsIsToldWhich() throws Exception {
        org.apache.hadoop.fs.Path root = MiniHdfs.shared().freshRoot("cache");
        org.apache.hadoop.fs.Path files = MiniHdfs.shared().freshRoot("in");
        FileSystem hdfs = files.getFileSystem(MiniHdfs.shared().configuration());
        for (org.apache.hadoop.fs.Path open : List.of(root, files)) {
            hdfs.setPermission(open, new FsPermission("777"));
        }
        catalog = TestCatalog.over(root.toString(), Map.of());
        org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(files, "data");
        spark.range(10).toDF("id").coalesce(1).write().parquet(data.toString());
        spark.read().parquet(data.toString()).createOrReplaceTempView("explained_secret");
        cache("a.secret", "SELECT id FROM explained_secret WHERE id > 3");
        for (FileStatus file : hdfs.listStatus(data)) {
            hdfs.setPermission(file.getPath(), new FsPermission("600"));
        }
        Dataset<Row> query = spark.sql("SELECT id FROM explained_secret WHERE id > 3");

        List<ReuseRow> rows = UserGroupInformation.createRemoteUser("stranger")
                .doAs((PrivilegedExceptionAction<List<ReuseRow>>)
                        () -> turnstile().explain(query));
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.outcome()).isEqualTo(ReuseRow.MISS);
            assertThat(row.dataset()).isEqualTo("a.secret");
            assertThat(row.note()).startsWith("you may not read " + data);
        });
    }
}
