package io.turnstile.spark.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code CALL} by real SQL. What each operation does is tested below; here it is what SQL sees of it. */
class ProceduresTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private Path root;
    private String catalog;

    @BeforeEach
    void register() {
        root = directory.resolve("cache");
        catalog = TestCatalog.over(root, Map.of());
        spark.sql("CREATE TABLE " + catalog + ".travel.delays AS SELECT id FROM range(3)");
    }

    private List<Row> call(String procedure) {
        return spark.sql("CALL " + catalog + ".system." + procedure).collectAsList();
    }

    private void rerun() throws Exception {
        allowingReruns(
                () -> spark.sql("CREATE OR REPLACE TABLE " + catalog + ".travel.delays AS SELECT id FROM range(5)"));
    }

    private <T> T allowingReruns(Callable<T> action) throws Exception {
        return SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), action);
    }

    @Test
    void datasetsHaveProperTypesAndTakeNoJob() throws Exception {
        assertThat(JobCount.of(() -> call("datasets()"))).isZero();
        Row row = call("datasets(namespace => 'travel')").get(0);

        assertThat(row.<String>getAs("name")).isEqualTo("travel.delays");
        assertThat(row.<Long>getAs("version")).isEqualTo(1);
        assertThat(row.<Long>getAs("rows")).isEqualTo(3);
        assertThat(row.<String>getAs("format")).isEqualTo("parquet");
        assertThat(row.schema().apply("bytes").dataType()).isEqualTo(DataTypes.LongType);
        assertThat(row.schema().apply("published_at").dataType()).isEqualTo(DataTypes.TimestampType);
        assertThat(row.schema().apply("parameters").dataType())
                .isEqualTo(DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false));
        assertThat(call("datasets('nowhere')")).isEmpty();
    }

    @Test
    void savingsTellHowOftenDatasetsWereUsedAndByWhom() {
        String other = TestCatalog.over(root, Map.of("progress", "off"));
        spark.sql("DESCRIBE EXTENDED " + other + ".travel.delays").collectAsList();
        spark.sql("EXPLAIN SELECT * FROM " + other + ".travel.delays").collectAsList();
        assertThat(call("savings()")).isEmpty();
        spark.table(other + ".travel.delays").count();
        spark.sql("CREATE TABLE IF NOT EXISTS " + other + ".travel.delays AS SELECT id FROM range(9)");

        Row dataset = call("savings()").get(0);
        assertThat(dataset.<String>getAs("name")).isEqualTo("travel.delays");
        assertThat(dataset.<Long>getAs("reads")).isEqualTo(1);
        assertThat(dataset.<Long>getAs("reuses")).isEqualTo(1);
        Row version = call("generations('travel.delays')").get(0);
        assertThat(dataset.<Duration>getAs("saved"))
                .isEqualTo(version.<Duration>getAs("computed_in"))
                .isPositive();
        assertThat(version.<Duration>getAs("executor_time")).isPositive();
        assertThat(call("savings(by => 'namespace')").get(0).<String>getAs("name"))
                .isEqualTo("travel");
        assertThat(call("savings('user', 'travel')").get(0).<String>getAs("name"))
                .isEqualTo(spark.sparkContext().sparkUser());
        assertThat(call("savings('user', 'elsewhere')")).isEmpty();
        assertThat(call("datasets()").get(0).<Long>getAs("reads")).isEqualTo(1);
        assertThatThrownBy(() -> call("savings('colour')")).hasMessageContaining("by dataset, namespace or user");
    }

    @Test
    void reuseIsExplainedWithoutRunningOrUsingAnything() throws Exception {
        String query = "SELECT id + 1 AS more FROM " + catalog + ".travel.delays";
        spark.sql("CREATE TABLE " + catalog + ".travel.more AS " + query);
        String other = TestCatalog.over(root, Map.of("progress", "off"));
        List<Row> savings = call("savings()");
        catalog = other;

        assertThat(JobCount.of(() -> call("explain_reuse('" + query + "')"))).isZero();
        Row hit = call("explain_reuse(query => '" + query.replace("more", "`less`") + "')")
                .get(0);
        assertThat(hit.<String>getAs("outcome")).isEqualTo("hit");
        assertThat(hit.<String>getAs("dataset")).isEqualTo("travel.more");
        assertThat(hit.schema().apply("saves").dataType()).isEqualTo(DataTypes.createDayTimeIntervalType());
        assertThat(hit.<Duration>getAs("saves")).isPositive();
        assertThat(call("explain_reuse('SELECT id FROM " + other + ".travel.delays WHERE id > 5')")
                        .get(0)
                        .<String>getAs("note"))
                .contains("\n+ where less(5, ");
        assertThat(call("savings()")).isEqualTo(savings);
    }

    @Test
    void onlyQueriesAreExplainedAndCommandsNotCarriedOut() throws Exception {
        allowingReruns(() -> {
            for (String command : List.of(
                    "DROP TABLE " + catalog + ".travel.delays",
                    "CREATE OR REPLACE TABLE " + catalog + ".travel.delays AS SELECT 1 AS id",
                    "WITH t AS (SELECT 9L AS id) INSERT OVERWRITE " + catalog + ".travel.delays SELECT * FROM t",
                    "CALL " + catalog + ".system.rollback(\\'travel.delays\\', 1)",
                    "BEGIN DROP TABLE " + catalog + ".travel.delays; END")) {
                assertThatThrownBy(() -> call("explain_reuse('" + command + "')"))
                        .as(command)
                        .hasMessageContaining("is a command; only queries can be explained");
            }
            return null;
        });
        assertThatThrownBy(() -> call("explain_reuse('SELEC 1')")).hasMessageContaining("SELEC");
        assertThatThrownBy(() -> call("explain_reuse('SELECT 1 FROM nowhere_at_all')"))
                .hasMessageContaining("nowhere_at_all");
        assertThat(call("generations('travel.delays')")).hasSize(1);
    }

    @Test
    void argumentsMayBeNamedPositionalOrLeftOut() throws Exception {
        rerun();
        assertThat(call("generations('travel.delays')"))
                .extracting(row -> row.<String>getAs("state"))
                .startsWith("superseded", "head");
        assertThat(call("generations(versions => 1, table => 'travel.delays')")).hasSize(1);
        assertThat(call("generations('travel.delays', 1)")).hasSize(1);
    }

    @Test
    void collectIsDryUnlessToldOtherwise() throws Exception {
        rerun();
        catalog = TestCatalog.over(root, Map.of("retention", "0s"));
        List<String> before = files();
        assertThat(call("collect('travel.delays')"))
                .extracting(row -> row.<String>getAs("step"))
                .containsExactly("retire", "keep");
        assertThat(files()).isEqualTo(before);
        call("collect(table => 'travel.delays', dry_run => false)");
        assertThat(files()).isNotEqualTo(before);
    }

    @Test
    void collectWithoutATableIsOfAllOfThem() throws Exception {
        rerun();
        spark.sql("CREATE TABLE " + catalog + ".other AS SELECT 1 AS id");
        allowingReruns(() -> spark.sql("DROP TABLE " + catalog + ".other"));

        List<Row> rows = call("collect()");
        assertThat(rows).extracting(row -> row.<String>getAs("dataset")).containsExactly("other", "travel.delays", "*");
        assertThat(rows).extracting(row -> row.<Long>getAs("waiting")).containsExactly(1L, 1L, 2L);
        assertThat(rows.get(2).<Duration>getAs("due_in")).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        assertThat(call("collect(namespace => 'travel', dry_run => false)"))
                .extracting(row -> row.<String>getAs("dataset"))
                .containsExactly("travel.delays", "*");
    }

    @Test
    void evictionIsOfWholeDatasetsAndGated() throws Exception {
        assertThat(call("collect(max_bytes => '0')"))
                .extracting(row -> row.<String>getAs("dataset"), row -> row.<String>getAs("step"))
                .containsExactly(tuple("travel.delays", "evict"), tuple("*", "evict"));
        assertThatThrownBy(() -> call("collect(unused_for => '0s', dry_run => false)"))
                .hasMessageContaining("Cannot evict dataset travel.delays");
        assertThatThrownBy(() -> call("collect('travel.delays', unused_for => '0s')"))
                .hasMessageContaining("DROP TABLE");
        assertThat(call("datasets()")).hasSize(1);
        rerun();
        assertThat(call("collect(max_bytes => '1t', keep_generations => '1')"))
                .extracting(row -> row.<String>getAs("dataset"), row -> row.<String>getAs("step"))
                .containsExactly(tuple("travel.delays", "retire"), tuple("*", "evict"));
        assertThatThrownBy(() -> call("collect(max_bytes => '1t', keep_generations => 'few')"))
                .hasMessageContaining("unlimited");
        allowingReruns(() -> call("collect(unused_for => '0s', namespace => 'travel', dry_run => false)"));
        assertThat(call("datasets()")).isEmpty();
    }

    /** All but locks, which come and go. */
    private List<String> files() throws Exception {
        try (var found = Files.walk(root)) {
            return found.map(Path::toString)
                    .filter(file -> !file.contains("/_turnstile/locks/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void locksAndReadersAreSeenAndALockCanBeTaken() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch computing = new CountDownLatch(1);
        CompletableFuture<Void> stuck =
                CompletableFuture.runAsync(() -> Turnstile.in(spark, catalog).getOrCompute("travel.stuck", () -> {
                    computing.countDown();
                    await(looked);
                    throw new IllegalStateException("given up");
                }));
        await(computing);
        try {
            Row lock = call("locks()").get(0);
            assertThat(lock.<String>getAs("dataset")).isEqualTo("travel.stuck");
            assertThat(lock.<String>getAs("application"))
                    .isEqualTo(spark.sparkContext().applicationId());
            assertThat(lock.schema().apply("held_for").dataType()).isEqualTo(DataTypes.createDayTimeIntervalType());
            assertThat(lock.<Duration>getAs("held_for")).isPositive();
            assertThat(call("unlock(table => 'travel.stuck', reason => 'it hangs')"))
                    .hasSize(1);
            assertThat(call("locks()")).isEmpty();
            assertThat(call("generations('travel.stuck')").get(0).<String>getAs("note"))
                    .isEqualTo("it hangs");
        } finally {
            looked.countDown();
        }
        assertThatThrownBy(stuck::join).hasMessageContaining("given up");

        var reading = spark.table(catalog + ".travel.delays");
        assertThat(call("readers('travel.delays')"))
                .extracting(row -> row.<String>getAs("generation"))
                .anyMatch(generation -> generation.startsWith("g-00000001-"));
        assertThat(reading.count()).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void damageIsFoundAndRollbackIsGated() throws Exception {
        assertThat(call("verify('travel.delays')")).isEmpty();
        rerun();
        assertThatThrownBy(() -> call("rollback('travel.delays', 1)")).hasMessageContaining("not allowed");
        Row made = allowingReruns(() -> call("rollback(table => 'travel.delays', version => 1)"))
                .get(0);
        assertThat(made.getString(1)).startsWith("g-00000001-");
        assertThat(spark.table(catalog + ".travel.delays").count()).isEqualTo(3);
        try (var found = Files.walk(root)) {
            for (Path file : found.filter(path -> path.toString().contains("g-00000001-")
                            && path.toString().endsWith(".parquet")
                            && !path.getFileName().toString().startsWith("."))
                    .toList()) {
                Files.delete(file);
            }
        }
        assertThat(call("verify('travel.delays')"))
                .isNotEmpty()
                .allMatch(row -> row.getString(1).equals("missing") && row.getBoolean(2))
                .allMatch(row -> row.schema().apply("unreadable").dataType().equals(DataTypes.BooleanType));
    }

    @Test
    void doctorTellsOfTheRootAndOfTheApplication() throws Exception {
        assertThat(JobCount.of(() -> call("doctor()"))).isZero();
        List<Row> findings = call("doctor()");

        assertThat(findings.get(0).schema().fieldNames()).containsExactly("result", "subject", "finding", "remedy");
        assertThat(findings)
                .extracting(row -> row.<String>getAs("subject"))
                .contains(
                        "class path", "locks", "root.json", "file system", "records", "catalog", "extension", "plugin")
                .endsWith("executors");
        assertThat(findings)
                .extracting(row -> row.<String>getAs("result"))
                .contains("OK")
                .doesNotContain("FAIL");
        assertThat(about("catalog", findings)).startsWith(catalog + " is one, by Spark " + spark.version());
        SharedSpark.with(
                Map.of("spark.turnstile.reuse.catalog", "nowhere"),
                () -> assertThat(about("catalog", call("doctor()"))).contains("kept in nowhere"));
    }

    private static String about(String subject, List<Row> findings) {
        return findings.stream()
                .filter(row -> row.getAs("subject").equals(subject))
                .map(row -> row.<String>getAs("finding"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nameIsTheOneToUse() {
        String name = call("name('travel.delays', map('date', '2001-01-01', 'origin', 'JFK'))")
                .get(0)
                .getString(0);

        assertThat(name)
                .isEqualTo(Turnstile.in(spark, catalog)
                        .param("origin", "JFK")
                        .param("date", "2001-01-01")
                        .name("travel.delays"));
    }

    @Test
    void mistakesAreToldInASentence() {
        assertThatThrownBy(() -> call("locs()")).hasMessageContainingAll("no procedure", "system.locs", "locks");
        assertThatThrownBy(() -> spark.sql("CALL " + catalog + ".other.locks()").collectAsList())
                .hasMessageContaining("no procedure");
        assertThatThrownBy(() -> call("readers()")).hasMessageContaining("table");
        assertThatThrownBy(() -> call("readers('travel.delays', 1)")).hasMessageContaining("readers");
        assertThatThrownBy(() -> call("rollback('travel.delays', array(1))")).hasMessageContaining("BIGINT");
        assertThatThrownBy(() -> call("readers(NULL)")).hasMessageContaining("'table' is NULL");
        assertThatThrownBy(() -> call("readers('a..b')")).hasMessageContaining("empty part");
        assertThatThrownBy(() -> call("generations('travel.delay')")).hasMessageContaining("similar name: delays");
        assertThatThrownBy(() -> call("generations('travel.delays', 0)")).hasMessageContaining("at least 1");
    }

    @Test
    void proceduresAreListed() {
        assumeThat(spark.version())
                .as("Spark 4.0 has no SHOW PROCEDURES")
                .matches(version -> version.compareTo("4.1") >= 0);
        assertThat(spark.sql("SHOW PROCEDURES IN " + catalog + ".system").count())
                .isEqualTo(20);
    }
}
