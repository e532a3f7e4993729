package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.event.DatasetWait;
import io.turnstile.spark.testing.HeldFunction;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the one that computes tells of its progress, and where those who wait see it. */
@Timeout(120)
class WaitShownTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SparkSession spark = SharedSpark.session();
    private final List<DatasetWait> heard = new CopyOnWriteArrayList<>();
    private final SparkListener listener = new SparkListener() {
        @Override
        public void onOtherEvent(SparkListenerEvent event) {
            if (event instanceof DatasetWait wait) {
                heard.add(wait);
            }
        }
    };

    @TempDir
    Path directory;

    private String catalog;
    private HeldFunction held;
    private FutureTask<Void> write;

    @BeforeEach
    void compute() throws Exception {
        spark.sparkContext().addSparkListener(listener);
        catalog =
                TestCatalog.over(directory, Map.of("redis", RedisServer.shared().address(), "lock.lease", "3s"));
        held = HeldFunction.register("held_shown");
        // Three tasks end, and one waits.
        write = inAThread(() -> spark.sql("CREATE TABLE " + catalog
                + ".a.data AS SELECT if(id = 3, held_shown(id), id) AS id FROM range(0, 4, 1, 4)"));
        held.awaitCall();
    }

    @AfterEach
    void end() throws Exception {
        held.let();
        write.get();
        spark.sparkContext().removeSparkListener(listener);
    }

    private static FutureTask<Void> inAThread(Runnable action) {
        FutureTask<Void> task = new FutureTask<>(action, null);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private List<LockRow> locks() {
        try {
            Operations operations = Turnstile.in(spark, catalog).operations();
            return operations.locks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> running() {
        List<String> running = new ArrayList<>();
        var executions = spark.sharedState().statusStore().executionsList().iterator();
        while (executions.hasNext()) {
            var execution = executions.next();
            if (execution.completionTime().isEmpty()) {
                running.add(execution.description());
            }
        }
        return running;
    }

    @Test
    void readersAndWritersSeeHowFarItIs() throws Exception {
        Eventually.within(
                SOON,
                "three of four tasks",
                () -> locks().stream().anyMatch(lock -> Objects.equals(lock.percent(), 75L)));

        FutureTask<Void> reader =
                inAThread(() -> spark.table(catalog + ".a.data").count());
        FutureTask<Void> writer =
                inAThread(() -> spark.sql("CREATE TABLE IF NOT EXISTS " + catalog + ".a.data AS SELECT 1 AS id"));
        Eventually.within(SOON, "both wait", () -> locks().get(0).waiting() == 2);
        Eventually.within(
                SOON,
                "both are told",
                () -> heard.stream()
                                .filter(wait -> wait.phase() == DatasetWait.Phase.BEGAN
                                        && wait.dataset().equals("a.data")
                                        && wait.percent() == 75)
                                .count()
                        == 2);
        Eventually.within(
                SOON,
                "both are in the SQL tab: " + running(),
                () -> running().stream()
                                .filter("waiting for a.data (tests, 75 %)"::equals)
                                .count()
                        == 2);
        assertThat(Turnstile.in(spark, catalog).operations().waiters())
                .hasSize(2)
                .allMatch(waiter -> waiter.dataset().equals("a.data"));

        held.let();
        reader.get();
        writer.get();
        Eventually.within(
                SOON,
                "both have ended",
                () -> heard.stream()
                                .filter(wait -> wait.phase() == DatasetWait.Phase.ENDED)
                                .count()
                        == 2);
        Eventually.within(
                SOON,
                "nothing is shown any more",
                () -> running().stream().noneMatch(description -> description.startsWith("waiting for")));
        assertThat(locks()).isEmpty();
    }
}
