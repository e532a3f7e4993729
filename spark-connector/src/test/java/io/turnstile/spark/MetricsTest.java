package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SQLAppStatusStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen in Spark's metrics system and in its SQL tab. */
class MetricsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    /** Counters, gauges, and how often timers were told something, as they are now. */
    private static Map<String, Long> registered() {
        MetricRegistry registry = SparkEnv.get()
                .metricsSystem()
                .getSourcesByName("plugin." + TurnstilePlugin.class.getName())
                .apply(0)
                .metricRegistry();
        Map<String, Long> values = new TreeMap<>();
        registry.getCounters().forEach((name, counter) -> values.put(name, counter.getCount()));
        registry.getTimers().forEach((name, timer) -> values.put(name, timer.getCount()));
        registry.getGauges().forEach((name, gauge) -> values.put(name, (Long) ((Gauge<?>) gauge).getValue()));
        return values;
    }

    /** By how much what is registered changes. */
    private static Map<String, Long> changes(Runnable action) {
        Map<String, Long> before = registered();
        action.run();
        Map<String, Long> after = registered();
        after.replaceAll((name, value) -> value - before.get(name));
        after.values().removeIf(change -> change == 0);
        return after;
    }

    /** What the SQL tab shows of the statements that an action runs, by the names that people see. */
    private Map<String, String> shown(Runnable action) throws TimeoutException {
        var store = spark.sharedState().statusStore();
        spark.sparkContext().listenerBus().waitUntilEmpty();
        // Not how many there are: the store keeps no more than a thousand.
        long before = lastExecution(store);
        action.run();
        spark.sparkContext().listenerBus().waitUntilEmpty();
        Map<String, String> shown = new TreeMap<>();
        for (var executions = store.executionsList().iterator(); executions.hasNext(); ) {
            long id = executions.next().executionId();
            if (id <= before) {
                continue;
            }
            var values = store.executionMetrics(id);
            for (var nodes = store.planGraph(id).allNodes().iterator(); nodes.hasNext(); ) {
                for (var metrics = nodes.next().metrics().iterator(); metrics.hasNext(); ) {
                    var metric = metrics.next();
                    if (values.contains(metric.accumulatorId())) {
                        shown.put(metric.name(), values.apply(metric.accumulatorId()));
                    }
                }
            }
        }
        return shown;
    }

    private static long lastExecution(SQLAppStatusStore store) {
        long last = -1;
        for (var executions = store.executionsList().iterator(); executions.hasNext(); ) {
            last = Math.max(last, executions.next().executionId());
        }
        return last;
    }

    @Test
    void whatIsDoneWithDatasetsIsCounted() {
        String table = TestCatalog.over(directory, Map.of()) + ".a.numbers";
        String create = "CREATE TABLE IF NOT EXISTS " + table + " AS SELECT id FROM range(100)";

        assertThat(changes(() -> spark.sql(create))).isEqualTo(Map.of("computed", 1L, "computeTime", 1L));
        assertThat(changes(() -> spark.sql(create))).isEqualTo(Map.of("hits", 1L));
        assertThat(changes(() -> spark.table(table))).isEqualTo(Map.of("reads", 1L));
        String replace = "CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM range(10)";
        assertThat(changes(() -> assertThatThrownBy(() -> spark.sql(replace)).isNotNull()))
                .isEqualTo(Map.of("refused", 1L));
    }

    @Test
    void rerunsAndWhatTheyLeaveToBeCollectedAreCounted() throws Exception {
        String table = TestCatalog.over(directory, Map.of("lock.lease", "1s")) + ".a.numbers";
        String replace = "CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM range(100)";
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow", "spark.turnstile.retention", "1ms"), () -> {
            assertThat(changes(() -> spark.sql(replace))).doesNotContainKey("reruns");
            assertThat(changes(() -> spark.sql(replace))).containsEntry("reruns", 1L);
            long before = registered().get("collectedBytes");
            Eventually.within(SOON, "what reruns have superseded is collected", () -> {
                spark.sql(replace);
                return registered().get("collectedBytes") > before;
            });
            assertThat(registered().get("collectedGenerations")).isPositive();
            assertThat(changes(() -> spark.sql("DROP TABLE " + table))).containsEntry("removed", 1L);
            return null;
        });
    }

    @Test
    void waitingForOthersIsCounted() throws Exception {
        try (RedisServer redis = RedisServer.started();
                DatasetRoot other = other(redis)) {
            String table = TestCatalog.over(directory, Map.of("redis", redis.address())) + ".a.numbers";
            // Another thread, as one does not wait for itself.
            WriteStart start = CompletableFuture.supplyAsync(() -> begun(other)).join();
            GenerationWrite write = ((WriteStart.Compute) start).write();
            Thread end = new Thread(() -> {
                Eventually.within(
                        SOON,
                        "somebody waits",
                        () -> redis.ask("PUBSUB", "CHANNELS").contains("a.numbers"));
                write.close();
            });
            end.start();
            assertThat(changes(
                            () -> spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT id FROM range(100)")))
                    .isEqualTo(Map.of("computed", 1L, "computeTime", 1L, "waited", 1L, "waitTime", 1L));
            end.join();
        }
    }

    private static WriteStart begun(DatasetRoot root) {
        try {
            return root.dataset(DatasetKey.parse("a.numbers")).beginWrite(WriteMode.REUSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DatasetRoot other(RedisServer redis) throws Exception {
        return DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", directory.toUri().toString(), "redis", redis.address())),
                new Application("other", "other", "ann", "host7"),
                new Configuration());
    }

    @Test
    void goingOnWithoutRedisIsCounted() {
        String address = "redis://127.0.0.1:" + RedisServer.freePort();
        String table = TestCatalog.over(directory, Map.of("redis", address)) + ".a.numbers";
        assertThat(changes(() -> spark.sql("CREATE TABLE " + table + " AS SELECT id FROM range(100)"))
                        .get("degraded"))
                .isPositive();
    }

    @Test
    void scanShowsWhatItReads() throws TimeoutException {
        String table = TestCatalog.over(directory, Map.of()) + ".a.parts";
        spark.sql("CREATE TABLE " + table + " PARTITIONED BY (part) AS SELECT /*+ COALESCE(1) */ id, id % 5 AS part"
                + " FROM range(100)");
        Map<String, String> shown = shown(() -> assertThat(spark.sql("SELECT sum(id) FROM " + table + " WHERE part < 2")
                        .collectAsList())
                .hasSize(1));

        assertThat(shown).containsEntry("number of files read", "2").containsEntry("number of partitions read", "2");
        assertThat(Long.parseLong(shown.get("bytes of files read"))).isPositive();
    }

    @Test
    void createTableShowsWhatItPublishes() throws TimeoutException {
        assumeThat(spark.version())
                .as("Spark 3 shows nothing of a staged write")
                .doesNotStartWith("3.");
        String table = TestCatalog.over(directory, Map.of()) + ".a.numbers";
        Map<String, String> shown =
                shown(() -> spark.sql("CREATE TABLE " + table + " AS SELECT /*+ COALESCE(1) */ id FROM range(100)"));

        assertThat(shown)
                .containsEntry("number of rows published", "100")
                .containsEntry("number of files published", "1");
        assertThat(Long.parseLong(shown.get("bytes published"))).isPositive();
    }

    @Test
    void overwriteShowsWhatItPublishes() throws TimeoutException {
        assumeThat(spark.version())
                .as("before, Spark shows nothing of such a write")
                .startsWith("4.2");
        String catalog = TestCatalog.over(directory, Map.of());
        Map<String, String> shown = shown(() -> spark.range(0, 100, 1, 1)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .mode("overwrite")
                .save("a.numbers"));

        assertThat(shown).containsEntry("number of rows published", "100");
    }
}
