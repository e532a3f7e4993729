package io.turnstile.core;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.StandardError;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of writes, reads and files when Redis goes away, comes back empty, or is another one. */
class RedisDatasetTest {
    private RedisServer redis;
    private Applications applications;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(LocalFiles.shared(), Map.of("redis", redis.address(), "lock.lease", "1s"));
    }

    @AfterEach
    void stopRedis() {
        redis.kill();
        applications.close();
        redis.close();
    }

    @Test
    void rootRemembersTheRedisThatItWasFirstUsedWith() throws IOException {
        applications.publish("first", "rows");

        RootFile file =
                RootFile.read(applications.storage(), applications.root()).orElseThrow();
        assertThat(file.lockService().address())
                .as("an address that means another Redis on the next host")
                .isEqualTo(redis.address() + " on " + InetAddress.getLocalHost().getHostName());
        assertThat(file.lockService().identity()).isNotEmpty();
    }

    /** Or a collector would reckon with another lease than its readers. */
    @Test
    void pinsStandForTheSameTimeWhateverLeaseAnApplicationHas() throws IOException {
        applications.publish("first", "rows");

        for (String own : List.of("1s", "2s", "60s")) {
            CachedDataset dataset = applications.dataset("reader" + own, "lock.lease", own);
            dataset.snapshot().close();
            assertThat(Contexts.of(dataset).rootLocks().existing().orElseThrow().pinLease())
                    .isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    @Tag("fault-3")
    void writesAndReadsGoOnWithoutRedis() throws IOException {
        applications.publish("first", "1");
        redis.kill();
        applications.publish("second", "2");
        CachedDataset target = applications.dataset("third", "rerun", "allow");

        assertThat(applications.readHead(target)).isEqualTo("2");
        assertThat(target.beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
        assertThat(target.remove()).isPresent();
        assertThatThrownBy(target::snapshot).isInstanceOf(DatasetNotCachedException.class);
    }

    @Test
    void firstWriteOfARootGoesOnWithoutRedis() throws IOException {
        redis.kill();
        applications.publish("first", "rows");

        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
        assertThat(RootFile.read(applications.storage(), applications.root())
                        .orElseThrow()
                        .lockService())
                .isNull();
    }

    @Test
    @Tag("fault-3")
    void writerWhoseRedisDiesPublishesAllTheSame() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        redis.kill();

        assertThat(applications.finish(write, "rows").published()).isTrue();
        assertThat(applications.readHead(target)).isEqualTo("rows");
    }

    @Test
    void readerThatWaitsForARerunTakesThePreviousGenerationIfRedisDies() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader", "read.during-rerun", "wait");
        compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        WaitingCall<String> waiting =
                WaitingCall.of(() -> applications.readHead(reader)).waits();
        redis.kill();

        assertThat(waiting.result()).isEqualTo("old rows");
    }

    /** It is not true that nobody computes it: that cannot be known. */
    @Test
    void readerThatWaitsForAFirstWriterLearnsThatRedisDied() throws Exception {
        CachedDataset reader = applications.dataset("reader");
        compute(applications.dataset("writer"), WriteMode.REUSE);
        WaitingCall<Snapshot> waiting = WaitingCall.of(reader::snapshot).waits();
        redis.kill();

        assertThatThrownBy(waiting::result).isInstanceOf(LockServiceUnavailableException.class);
    }

    @Test
    @Tag("fault-3")
    void writerThatWaitsComputesIfRedisDies() throws Exception {
        CachedDataset second = applications.dataset("second");
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        WaitingCall<GenerationWrite> waiting =
                WaitingCall.of(() -> compute(second, WriteMode.REUSE)).waits();
        redis.kill();
        GenerationWrite own = waiting.result();

        assertThat(applications.finish(own, "rows").published()).isTrue();
        assertThat(applications.finish(first, "rows").published()).isFalse();
    }

    @Test
    @Tag("fault-3")
    void twoWritersWithoutRedisComputeTwiceAndPublishOnce() throws IOException {
        redis.kill();
        CachedDataset one = applications.dataset("one");
        CachedDataset two = applications.dataset("two");
        GenerationWrite first = compute(one, WriteMode.REUSE);
        GenerationWrite second = compute(two, WriteMode.REUSE);
        GenerationWrite.Outcome won = applications.finish(first, "rows of one");
        GenerationWrite.Outcome lost = applications.finish(second, "rows of two");

        assertThat(won.published()).isTrue();
        assertThat(lost).isEqualTo(new GenerationWrite.Outcome(won.head(), false));
        assertThat(applications.readHead(two)).isEqualTo("rows of one");
        assertThat(applications.generations()).containsExactly(won.head().name().toString());
    }

    @Test
    void withoutRedisEverythingFailsWhereThatIsWanted() throws IOException {
        applications.publish("first", "rows");
        redis.kill();
        CachedDataset target = applications.dataset("strict", "redis.unavailable", "fail", "rerun", "allow");

        assertThatThrownBy(target::snapshot).isInstanceOf(LockServiceUnavailableException.class);
        assertThatThrownBy(() -> target.beginWrite(WriteMode.REPLACE))
                .isInstanceOf(LockServiceUnavailableException.class);
        assertThatThrownBy(target::remove).isInstanceOf(LockServiceUnavailableException.class);
        assertThat(target.exists()).isTrue();
    }

    @Test
    @Tag("fault-11")
    void nothingIsCollectedWithoutRedis() throws IOException {
        applications.publish("first", "old rows");
        applications.publish("second", "new rows");
        CachedDataset collector = applications.dataset("collector", "retention", "0s");
        redis.kill();

        CollectionReport collection = collector.collect(Mode.DELETE);
        assertThat(collection.actions()).isEmpty();
        assertThat(collection.refused()).get().asString().contains("does not answer");
        assertThat(applications.generations()).hasSize(2);
    }

    @Test
    @Tag("fault-11")
    void nothingIsCollectedWithAnotherRedisOrWithNone() throws IOException {
        applications.publish("first", "old rows");
        applications.publish("second", "new rows");
        try (RedisServer other = RedisServer.started()) {
            for (String locks : List.of("redis", "process")) {
                CachedDataset collector =
                        applications.dataset("collector", "retention", "0s", "redis", other.address(), "locks", locks);
                for (Mode mode : Mode.values()) {
                    CollectionReport collection = collector.collect(mode);
                    assertThat(collection.actions()).isEmpty();
                    assertThat(collection.refused()).get().asString().contains("is not the one");
                }
            }
        }
        assertThat(applications.generations()).hasSize(2);
        assertThat(applications
                        .dataset("own", "retention", "0s")
                        .collect(Mode.DELETE)
                        .actions())
                .isNotEmpty();
    }

    /** With the pins gone, it is as if nothing had been retired yet: time starts again. */
    @Test
    @Tag("fault-11")
    void pinnedGenerationSurvivesARedisThatComesBackEmpty() throws IOException {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader");
        CachedDataset collector = applications.dataset("collector", "retention", "0s");
        Snapshot pinned = reader.snapshot();
        String old = pinned.generation().name().toString();
        applications.publish("second", "new rows");
        assertThat(collector.collect(Mode.DELETE).actions()).anyMatch(action -> action.step() == Step.RETIRE);
        redis.restart();
        awaitAction(collector, old, Step.KEEP, "somebody is reading it");

        assertThat(applications.read(pinned)).isEqualTo("old rows");
        pinned.close();
        awaitAction(collector, old, Step.DELETE, "nobody is reading it");
        assertThat(applications.readHead(reader)).isEqualTo("new rows");
    }

    /** Nobody can be using a root that nothing has been written to; but a wrong address must not look like that. */
    @Test
    void whoAsksWhoUsesAnUnusedRootIsToldThatRedisIsAway() throws IOException {
        DatasetRoot root = applications.root("operator");
        Operations operations = new Operations(root, root.options());
        assertThat(operations.locks()).isEmpty();
        assertThat(operations.readers("a.b")).isEmpty();
        assertThat(operations.unlock("a.b", "it hangs")).isEmpty();
        redis.kill();

        assertThatThrownBy(operations::locks).isInstanceOf(LockServiceUnavailableException.class);
        assertThatThrownBy(() -> operations.readers("a.b")).isInstanceOf(LockServiceUnavailableException.class);
        assertThatThrownBy(() -> operations.unlock("a.b", "it hangs"))
                .isInstanceOf(LockServiceUnavailableException.class);
        assertThat(applications.everything()).isEmpty();
    }

    /** Else it would hear that there is nobody. */
    @Test
    void whoeverDoesNotKnowTheLockServiceIsToldWhereItIs() throws IOException {
        applications.publish("writer", "rows");
        DatasetRoot root = applications.root("operator", "locks", "process");
        Operations operations = new Operations(root, root.options());
        String key = Applications.KEY.toString();
        List<ThrowingCallable> questions =
                List.of(operations::locks, () -> operations.readers(key), () -> operations.unlock(key, "it hangs"));

        for (ThrowingCallable question : questions) {
            assertThatThrownBy(question)
                    .isInstanceOf(LockServiceUnavailableException.class)
                    .hasMessageContaining("its lock service, redis://127.0.0.1:" + redis.port());
        }
        assertThat(root.dataset(Applications.KEY).record().version()).isEqualTo(1);
    }

    @Test
    void whoUsesARootWithoutItsLockServiceIsWarnedWithTheAddress() throws IOException {
        applications.publish("writer", "rows");
        CachedDataset without = applications.dataset("without", "redis", "");

        assertThat(StandardError.during(() -> applications.readHead(without)))
                .contains(
                        "WARN",
                        "is used with locks at redis://127.0.0.1:" + redis.port(),
                        "kept for the retention alone");
    }

    @Test
    void dryRunLeavesNoNameInRedisAndNoneInTheRoot() throws IOException {
        CachedDataset withoutRedis = applications.dataset("local", "locks", "process");
        applications.finish(compute(withoutRedis, WriteMode.REUSE), "rows");
        List<String> before = applications.everything();
        applications.dataset("collector").collect(Mode.DRY_RUN);

        assertThat(applications.everything()).isEqualTo(before);
        assertThat(redis.ask("KEYS", "*identity*")).isEmpty();
    }

    private static void awaitAction(CachedDataset collector, String generation, Step step, String why) {
        Eventually.within(Duration.ofSeconds(30), generation + ": " + step + " because " + why, () -> {
            try {
                return collector.collect(Mode.DELETE).actions().stream()
                        .anyMatch(action -> action.name().equals(generation)
                                && action.step() == step
                                && action.why().contains(why));
            } catch (LockServiceUnavailableException away) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
