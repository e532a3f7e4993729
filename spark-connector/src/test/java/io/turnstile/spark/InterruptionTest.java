package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.exception.ComputationFailedException;
import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users who change their minds, and computations that fail, while others wait in the same application. */
@Timeout(120)
class InterruptionTest {
    private static volatile CountDownLatch computing = new CountDownLatch(1);
    private static volatile CountDownLatch mayGoOn = new CountDownLatch(1);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String table;
    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory, Map.of());
        table = catalog + ".a.data";
        computing = new CountDownLatch(1);
        mayGoOn = new CountDownLatch(1);
        spark.udf()
                .register(
                        "held",
                        (UDF1<Long, Long>) id -> {
                            computing.countDown();
                            mayGoOn.await();
                            return id;
                        },
                        DataTypes.LongType);
    }

    private static final class Running {
        private final FutureTask<Void> task;
        private final Thread thread;

        Running(Runnable work) {
            task = new FutureTask<>(work, null);
            thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }

        Running waits() {
            Eventually.within(
                    Duration.ofSeconds(20),
                    "it waits for the holder",
                    () -> Arrays.stream(thread.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("awaitRelease")));
            return this;
        }

        void finish() throws Exception {
            task.get(30, TimeUnit.SECONDS);
        }
    }

    private Running create(String jobGroup) {
        return new Running(() -> {
            spark.sparkContext().setJobGroup(jobGroup, "a cell of a notebook", true);
            spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT held(id) AS id FROM range(0, 3, 1, 1)");
        });
    }

    @Test
    @Tag("fault-14")
    void cancelledWriteLeavesNeitherLockNorFiles() throws Exception {
        Running writer = create("cancelled");
        computing.await();
        spark.sparkContext().cancelJobGroup("cancelled");

        assertThatThrownBy(writer::finish).isInstanceOf(ExecutionException.class);
        Eventually.empty(directory.resolve("a/data/_turnstile"));
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT 1 AS id");
        assertThat(spark.table(table).count()).isEqualTo(1);
    }

    @Test
    @Tag("fault-14")
    void whoeverWaitsTakesOverFromACancelledWriteAndIsNotToldThatItFailed() throws Exception {
        Running writer = create("first");
        computing.await();
        Running second = create("second").waits();
        computing = new CountDownLatch(1);
        spark.sparkContext().cancelJobGroup("first");
        computing.await();
        Running third = create("third").waits();
        computing = new CountDownLatch(1);
        spark.sparkContext().cancelJobGroup("second");
        computing.await();
        mayGoOn.countDown();

        third.finish();
        assertThatThrownBy(writer::finish).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(second::finish).isInstanceOf(ExecutionException.class);
        assertThat(spark.table(table).count()).isEqualTo(3);
    }

    @Test
    @Tag("fault-14")
    void interruptedWaiterDisturbsNobody() throws Exception {
        Running writer = create("writer");
        computing.await();
        Running waiter = create("waiter").waits();
        waiter.thread.interrupt();
        assertThatThrownBy(waiter::finish)
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("Interrupted while waiting for dataset a.data");
        mayGoOn.countDown();

        writer.finish();
        assertThat(spark.table(table).count()).isEqualTo(3);
    }

    @Test
    @Tag("fault-14")
    void interruptedWriterLeavesNeitherLockNorFiles() throws Exception {
        Running writer = create("writer");
        computing.await();
        Running waiter = create("waiter").waits();
        computing = new CountDownLatch(1);
        writer.thread.interrupt();
        assertThatThrownBy(writer::finish).isInstanceOf(ExecutionException.class);
        computing.await();
        mayGoOn.countDown();

        waiter.finish();
        assertThat(spark.table(table).count()).isEqualTo(3);
        Eventually.within(Duration.ofSeconds(20), "one generation is left, and its record", () -> {
            String[] left = directory.resolve("a/data/_turnstile").toFile().list();
            return left != null && left.length == 2;
        });
    }

    /** A job group is cancelled by cancelling its jobs, and whoever waits has none. */
    @Test
    @Tag("fault-14")
    void waiterWhoseJobGroupIsCancelledGoesOnWaitingAndReuses() throws Exception {
        Running writer = create("writer");
        computing.await();
        Running waiter = create("waiter").waits();
        spark.sparkContext().cancelJobGroup("waiter");
        waiter.waits();
        mayGoOn.countDown();

        writer.finish();
        waiter.finish();
        assertThat(spark.table(table).count()).isEqualTo(3);
    }

    @Test
    @Tag("fault-16")
    void failureIsSharedByThoseWhoWaitAfterOneOfThemHasTriedAgain() throws Exception {
        AtomicInteger computations = new AtomicInteger();
        CountDownLatch mayFail = new CountDownLatch(1);
        List<Running> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(new Running(() -> Turnstile.in(spark, catalog).getOrCompute("a.data", () -> {
                computations.incrementAndGet();
                computing.countDown();
                awaitUninterruptibly(mayFail);
                throw new IllegalStateException("the source is gone");
            })));
            if (i == 0) {
                computing.await();
            } else {
                callers.get(i).waits();
            }
        }
        mayFail.countDown();

        int shared = 0;
        for (Running caller : callers) {
            assertThatThrownBy(caller::finish).hasStackTraceContaining("the source is gone");
            try {
                caller.finish();
            } catch (ExecutionException failure) {
                shared += failure.getCause() instanceof ComputationFailedException ? 1 : 0;
            }
        }
        assertThat(computations.get()).as("computations").isEqualTo(2);
        assertThat(shared).as("callers who share the second failure").isEqualTo(2);
        Eventually.nothingButTheFailure(directory.resolve("a/data/_turnstile"));
        assertThat(Turnstile.in(spark, catalog)
                        .getOrCompute("a.data", () -> spark.range(5).toDF())
                        .count())
                .as("a later call")
                .isEqualTo(5);
    }

    @Test
    @Tag("fault-17")
    void writerWhoseLockWasTakenCannotPublishAndUsesWhatTheOtherDid() throws Exception {
        Running shutOut = new Running(() -> Turnstile.in(spark, catalog)
                .getOrCompute("a.data", () -> spark.sql("SELECT held(id) AS id FROM range(0, 3, 1, 1)")));
        computing.await();
        assertThat(Turnstile.in(spark, catalog).unlock("a.data", "it hangs")).isPresent();
        spark.sql("CREATE TABLE " + table + " AS SELECT 7L AS id");
        mayGoOn.countDown();
        shutOut.finish();

        assertThat(spark.table(table).collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(7L);
    }

    @Test
    @Tag("fault-17")
    void writerWhoseLockWasTakenFailsWhereNobodyElsePublished() throws Exception {
        Running shutOut = create("shut out");
        computing.await();
        assertThat(Turnstile.in(spark, catalog).unlock("a.data", "it hangs")).isPresent();
        mayGoOn.countDown();

        assertThatThrownBy(shutOut::finish)
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("Cannot create version 1 (publish)")
                .hasStackTraceContaining("(fence)");
        assertThat(spark.catalog().tableExists(table)).isFalse();
    }

    @Test
    @Tag("fault-17")
    void getOrComputeStartsAgainWhereItWasShutOutForNobody() throws Exception {
        Running shutOut = new Running(() -> Turnstile.in(spark, catalog)
                .getOrCompute("a.data", () -> spark.sql("SELECT held(id) AS id FROM range(0, 3, 1, 1)")));
        computing.await();
        assertThat(Turnstile.in(spark, catalog).unlock("a.data", "it hangs")).isPresent();
        mayGoOn.countDown();
        shutOut.finish();

        assertThat(spark.table(table).count()).isEqualTo(3);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
