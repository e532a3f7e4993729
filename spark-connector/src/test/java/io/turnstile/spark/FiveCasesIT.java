package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications in JVMs of their own do to one another over one HDFS, with locks at one Redis or in the root. */
@ParameterizedClass
@ValueSource(strings = {"redis", "root"})
class FiveCasesIT {
    private static final RedisServer REDIS = RedisServer.started();
    private static final int SHORT_LEASE_SECONDS = 3;

    private static String root;
    private static ApplicationJvm first;
    private static ApplicationJvm second;
    private static ApplicationJvm third;

    @Parameter
    private String locks;

    @BeforeParameterizedClassInvocation
    static void startApplications(String locks) {
        root = MiniHdfs.shared().freshRoot("five-cases").toString();
        first = starting(locks);
        second = starting(locks);
        third = starting(locks);
        List.of(first, second, third).forEach(ApplicationJvm::ready);
    }

    @AfterParameterizedClassInvocation
    static void endApplications() {
        List.of(first, second, third).forEach(ApplicationJvm::close);
    }

    @AfterAll
    static void endRedis() {
        REDIS.close();
    }

    private static ApplicationJvm starting(String locks) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put("spark.sql.catalog.cache.root", root);
        settings.put("spark.sql.catalog.cache.redis", REDIS.address());
        settings.put("spark.sql.catalog.cache.locks", locks);
        settings.put("spark.sql.catalog.cache.lock.lease", SHORT_LEASE_SECONDS + "s");
        return ApplicationJvm.starting(settings);
    }

    private static long sumTo(long rows) {
        return rows * (rows - 1) / 2;
    }

    @Test
    void ofTwoWritersOneComputesAndTheOtherSkipsWithoutAJob() {
        first.tell("compute case1.numbers 1000").awaits("COMPUTING");
        second.tell("create case1.numbers 1000").waits();
        third.tell("compute case1.numbers 1000").waits();
        first.tell("go");

        Answer computed = first.answer();
        assertThat(computed.action()).isEqualTo("COMPUTED");
        assertThat(computed.rows()).isEqualTo(1000);
        for (ApplicationJvm other : List.of(second, third)) {
            Answer reused = other.answer();
            assertThat(reused.action()).isEqualTo("REUSED");
            assertThat(reused.jobs()).isZero();
            assertThat(reused.waitedMillis()).isPositive();
            assertThat(reused.generation()).isEqualTo(computed.generation());
        }
        assertThat(second.tell("create case1.numbers 1000").answer().jobs())
                .as("jobs where it is there already")
                .isZero();
    }

    @Test
    void readersThatArriveDuringAWriteWaitAndThenReadAtOnce() {
        first.tell("create case2.numbers 1000").awaits("COMPUTING");
        second.tell("readSlowly case2.numbers").waits();
        third.tell("readSlowly case2.numbers").waits();
        first.tell("go");
        Answer computed = first.answer();

        // Both are in the midst of it before either may go on, so neither keeps the other out.
        second.awaits("READING");
        third.awaits("READING");
        for (ApplicationJvm reader : List.of(second, third)) {
            Answer read = reader.tell("go").answer();
            assertThat(read.sum()).isEqualTo(sumTo(1000));
            assertThat(read.waitedMillis()).isPositive();
            assertThat(read.generation()).isEqualTo(computed.generation());
        }
    }

    @Test
    void aWriterThatArrivesDuringAReadSkipsAndDisturbsNothing() {
        first.tell("compute case3.numbers 1000").awaits("COMPUTING").tell("go").answer();
        second.tell("readSlowly case3.numbers").awaits("READING");

        Answer skipped = third.tell("create case3.numbers 1000").answer();
        assertThat(skipped.action()).isEqualTo("REUSED");
        assertThat(skipped.jobs()).isZero();
        assertThat(second.tell("go").answer().sum()).isEqualTo(sumTo(1000));
    }

    @Test
    void afterARemovalAReaderIsToldThatTheDatasetIsNotCached() {
        first.tell("compute case4.numbers 1000").awaits("COMPUTING").tell("go").answer();
        second.tell("drop case4.numbers").answer();

        assertThat(third.tell("read case4.numbers").failure())
                .startsWith("NotCachedException: Dataset case4.numbers is not cached")
                .doesNotContain("FileNotFound");
    }

    @Test
    void aReaderFinishesWithItsRowsThoughTheDatasetIsRerunOrRemoved() {
        first.tell("compute case5.numbers 1000").awaits("COMPUTING").tell("go").answer();
        second.tell("readSlowly case5.numbers").awaits("READING");

        assertThat(third.tell("replace case5.numbers").failure())
                .startsWith("RerunDeniedException: Cannot replace dataset case5.numbers")
                .containsPattern("Reading it now: .*application local-");
        Answer rerun = third.tell("rerun case5.numbers 10").answer();
        assertThat(rerun.action()).isEqualTo("COMPUTED");
        Answer before = second.tell("go").answer();
        assertThat(before.sum()).isEqualTo(sumTo(1000));
        assertThat(first.tell("read case5.numbers").answer().sum()).isEqualTo(sumTo(10));

        second.tell("readSlowly case5.numbers").awaits("READING");
        third.tell("drop case5.numbers").answer();
        assertThat(second.tell("go").answer().sum()).isEqualTo(sumTo(10));
    }

    @Test
    @Tag("fault-2")
    void whereAWriterIsKilledTheNextOneTakesOverWhenItsLeaseHasRunOut() {
        try (ApplicationJvm doomed = starting(locks).ready()) {
            doomed.tell("compute killed.numbers 1000").awaits("COMPUTING");
            first.tell("compute killed.numbers 1000").waits();
            doomed.kill();

            Answer computed = first.awaits("COMPUTING").tell("go").answer();
            assertThat(computed.action()).isEqualTo("COMPUTED");
            assertThat(computed.waitedMillis())
                    .isLessThan(Duration.ofSeconds(2 * SHORT_LEASE_SECONDS).toMillis());
            assertThat(second.tell("read killed.numbers").answer().sum()).isEqualTo(sumTo(1000));
        }
    }

    @Test
    @Tag("fault-10")
    void ofTwoApplicationsThatFindADatasetDamagedOneComputesIt() throws IOException {
        String damaged = first.tell("compute damaged.numbers 1000")
                .awaits("COMPUTING")
                .tell("go")
                .answer()
                .generation();
        deleteOneFile(new Path(root, "damaged/numbers/_turnstile/" + damaged));
        second.tell("repair damaged.numbers 1000").awaits("COMPUTING");
        third.tell("repair damaged.numbers 1000").waits();

        Answer computed = second.tell("go").answer();
        assertThat(computed.action()).isEqualTo("COMPUTED");
        Answer reused = third.answer();
        assertThat(reused.action()).isEqualTo("REUSED");
        assertThat(reused.jobs()).isZero();
        assertThat(reused.generation()).isEqualTo(computed.generation()).isNotEqualTo(damaged);
        assertThat(first.tell("read damaged.numbers").answer().sum()).isEqualTo(sumTo(1000));
    }

    private static void deleteOneFile(Path generation) throws IOException {
        FileSystem files = generation.getFileSystem(MiniHdfs.shared().configuration());
        for (FileStatus file : files.globStatus(new Path(generation, "part-00000-*"))) {
            assertThat(files.delete(file.getPath(), false)).isTrue();
        }
    }
}
