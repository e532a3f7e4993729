package io.turnstile.core.use;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.Requests;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How applications' uses are recorded, what that costs, and what it does where it cannot be done. */
class RecordedUseTest {
    private RedisServer redis;
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", redis.address()));
    }

    @AfterEach
    void endAll() {
        applications.close();
        redis.close();
    }

    private UseCount seenBy(String name) throws IOException {
        return applications.root(name).use().of(KEY.toString()).orElseThrow();
    }

    private List<String> written() throws IOException {
        return applications.storage().list(Layout.use(applications.root())).stream()
                .map(Entry::name)
                .toList();
    }

    private String key(String what) {
        return redis.ask("KEYS", "turnstile:{*}:" + what);
    }

    /** As if it had been gathering for long. */
    private void makeDue() {
        redis.ask("HSET", key("use"), "since", "0");
    }

    @Test
    void whatAnApplicationComputedOrGotBeforeSavesItNothingMore() throws IOException {
        applications.publish("first", "rows");
        Duration took = applications.dataset("looks").head().orElseThrow().computeTime();
        CachedDataset first = applications.root("computer").dataset(KEY);
        GenerationWrite.Outcome outcome;
        first.beginWrite(WriteMode.REUSE);
        applications.readHead(first);
        applications.readHead(first);
        applications.readHead(applications.dataset("reader"));
        applications.endAll();

        UseCount use = seenBy("operator");
        assertThat(use.reads()).isEqualTo(3);
        assertThat(use.reuses()).isEqualTo(1);
        assertThat(use.saved()).isEqualTo(took.multipliedBy(2));
        outcome = applications.finish(
                compute(applications.dataset("again", "rerun", "allow"), WriteMode.REPLACE), "other rows");
        assertThat(outcome.published()).isTrue();
        assertThat(seenBy("operator").saved()).isEqualTo(took.multipliedBy(2));
    }

    @Test
    void readOfWhatThisApplicationComputedSavesNothing() throws IOException {
        DatasetRoot root = applications.root("computer");
        applications.finish(compute(root.dataset(KEY), WriteMode.REUSE), "rows");
        applications.readHead(root.dataset(KEY));

        assertThat(root.use().of(KEY.toString()).orElseThrow().saved()).isZero();
        assertThat(root.use().of(KEY.toString()).orElseThrow().reads()).isEqualTo(1);
    }

    @Test
    void readAsksTheNameNodeForNothingMoreAndRedisOnceASecondAtMost() throws Exception {
        applications.publish("first", "rows");
        CachedDataset dataset = applications.dataset("reader");
        dataset.snapshot().close();
        redis.ask("CONFIG", "RESETSTAT");
        long begun = System.nanoTime();
        int[] reads = {0};

        Map<String, Integer> ofTheRoot = Requests.during(
                () -> {
                    while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(12)) {
                        dataset.snapshot().close();
                        reads[0]++;
                    }
                },
                Layout.rootFile(applications.root()).getParent());
        double seconds = (System.nanoTime() - begun) / 1e9;
        long commands = countingCommands();
        Map<String, Integer> ofOne = Requests.during(() -> dataset.snapshot().close(), applications.root());

        assertThat(reads[0]).as("reads, some of them within one second").isGreaterThan(100);
        assertThat(ofTheRoot)
                .as("requests about the root, of %s reads", reads[0])
                .isEmpty();
        assertThat(ofOne).as("the head and its manifest").isEqualTo(Map.of("listStatus", 1, "open", 2));
        assertThat(commands).isBetween(1L, (long) seconds);
        assertThat(seenBy("operator").reads()).as("flushed by now").isGreaterThan(1);
        assertThat(written()).isEmpty();
    }

    /** Each asks for the number of fields, which nothing else does: once as it counts, and once as it answers. */
    private long countingCommands() {
        Matcher lengths = Pattern.compile("cmdstat_hlen:calls=(\\d+)").matcher(redis.ask("INFO", "commandstats"));
        return lengths.find() ? Long.parseLong(lengths.group(1)) / 2 : 0;
    }

    @Test
    void whatWasGatheredForLongIsWrittenDownByWhoComesNext() throws IOException {
        applications.publish("first", "rows");
        applications.readHead(applications.dataset("reader"));
        applications.endAll();
        assertThat(written()).isEmpty();
        makeDue();
        applications.readHead(applications.dataset("next"));
        applications.endAll();

        assertThat(written()).hasSize(1);
        assertThat(key("use*")).isEmpty();
        assertThat(seenBy("operator").reads()).isEqualTo(2);
        redis.restart();
        assertThat(seenBy("after").reads()).isEqualTo(2);
    }

    @Test
    void applicationThatGoesOnWritesItDownInTheBackground() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot reader = applications.root("reader");
        applications.readHead(reader.dataset(KEY));
        reader.use();
        makeDue();
        reader.use();

        Eventually.within(Duration.ofSeconds(10), "it is written down", () -> {
            try {
                return !written().isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(seenBy("operator").reads()).isEqualTo(1);
    }

    @Test
    void whoDiesBetweenTakingAndForgettingCountsNothingTwice() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot reader = applications.root("reader");
        applications.readHead(reader.dataset(KEY));
        var counters = Contexts.of(reader).locks().existing().orElseThrow().use();
        counters.flush();
        counters.take();
        assertThat(seenBy("after the first step").reads()).isEqualTo(1);
        new UseFiles(applications.storage(), applications.root())
                .write(counters.take().orElseThrow());
        assertThat(seenBy("after the second step").reads()).isEqualTo(1);
        applications.readHead(reader.dataset(KEY));
        assertThat(seenBy("then").reads()).isEqualTo(1);
        reader.use();
        makeDue();
        reader.use();

        Eventually.within(
                Duration.ofSeconds(10),
                "the first is forgotten",
                () -> key("use-taken").isEmpty());
        assertThat(seenBy("in the end").reads()).isEqualTo(2);
    }

    @Test
    void whoMayNotWriteLeavesItToSomebodyWhoMay() throws IOException {
        applications.publish("first", "rows");
        applications.readHead(applications.dataset("reader"));
        applications.endAll();
        makeDue();
        var administration = MiniHdfs.shared().administration();
        Path directory = Layout.use(applications.root());
        administration.mkdirs(directory);
        administration.setPermission(directory.getParent(), new FsPermission("755"));
        administration.setPermission(directory, new FsPermission("755"));
        org.apache.hadoop.security.UserGroupInformation.createRemoteUser("guest")
                .doAs((java.security.PrivilegedAction<Void>) () -> {
                    try {
                        applications.readHead(applications.dataset("guest"));
                        applications.endAll();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return null;
                });
        assertThat(written()).isEmpty();
        assertThat(key("use-taken")).isNotEmpty();
        applications.readHead(applications.dataset("reader"));
        applications.endAll();
        assertThat(seenBy("operator").reads()).isEqualTo(3);
        DatasetRoot writer = applications.root("writer");
        new UseLedger(applications.storage(), applications.root())
                .writeDown(Contexts.of(writer).locks().existing().orElseThrow().use());

        assertThat(written()).hasSize(1);
        assertThat(seenBy("operator").reads()).isEqualTo(3);
    }

    @Test
    void withoutRedisReadsGoOnAndWhatCannotBeCountedIsLost() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot reader = applications.root("reader");
        applications.readHead(reader.dataset(KEY));
        reader.use();
        redis.stop();
        applications.readHead(reader.dataset(KEY));

        assertThat(applications.readHead(reader.dataset(KEY))).isEqualTo("rows");
        assertThat(reader.use().of(KEY.toString())).isEmpty();
        applications.endAll();
        redis.restart();
        assertThat(applications.root("operator").use().of(KEY.toString())).isEmpty();
    }

    @Test
    void withoutALockServiceEachApplicationWritesDownItsOwnAsItEnds() throws IOException {
        try (Applications alone = new Applications(MiniHdfs.shared(), Map.of())) {
            alone.publish("first", "rows");
            DatasetRoot reader = alone.root("reader");
            alone.readHead(reader.dataset(KEY));
            assertThat(reader.use().of(KEY.toString()).orElseThrow().reads()).isEqualTo(1);
            assertThat(alone.storage().list(Layout.use(alone.root()))).isEmpty();
            alone.endAll();

            assertThat(alone.storage().list(Layout.use(alone.root()))).hasSize(1);
            alone.readHead(alone.dataset("other"));
            alone.endAll();
            assertThat(alone.root("operator")
                            .use()
                            .of(KEY.toString())
                            .orElseThrow()
                            .reads())
                    .isEqualTo(2);
        }
    }
}
