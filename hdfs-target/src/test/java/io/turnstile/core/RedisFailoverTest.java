package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sentinel makes a replica the master that never heard of the locks and pins. */
@Tag("fault-3")
@Tag("fault-11")
class RedisFailoverTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisServer master;
    private RedisServer replica;
    private RedisServer sentinel;
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        master = RedisServer.started();
        replica = RedisServer.startedAsReplicaOf(master);
        sentinel = RedisServer.startedAsSentinelOf(master, "main");
        applications = new Applications(
                MiniHdfs.shared(),
                Map.of(
                        "redis",
                        "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main",
                        "lock.lease",
                        "2s",
                        "retention",
                        "0s"));
    }

    @AfterEach
    void endApplications() {
        applications.close();
        sentinel.close();
        replica.close();
        master.close();
    }

    @Test
    void liveWriterTakesItsLockBackAndPublishes() throws IOException {
        CachedDataset writer = applications.dataset("writer");
        GenerationWrite write = Applications.compute(writer, WriteMode.REUSE);
        failsOverWithoutLocksAndPins();

        CachedDataset other = applications.dataset("other");
        awaitHolder(other, "writer"::equals);
        assertThat(applications.finish(write, "rows").published()).isTrue();
        assertThat(other.beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
        assertThat(applications.readHead(other)).isEqualTo("rows");
    }

    /** Its connections are never closed, and it comes back as if it were the master still. */
    @Test
    void masterThatOnlyHangsIsLeftForTheNewOne() throws IOException {
        CachedDataset writer = applications.dataset("writer");
        GenerationWrite write = Applications.compute(writer, WriteMode.REUSE);
        master.pause();
        awaitNewMaster();
        replica.ask("FLUSHALL");

        Eventually.within(
                SOON,
                "the writer has its lock at the new master",
                () -> !replica.ask("KEYS", "*:lock").isEmpty());
        master.resume();
        assertThat(applications.finish(write, "rows").published()).isTrue();
        assertThat(replica.ask("KEYS", "*:lock")).as("given back where it was").isEmpty();
        assertThat(applications.dataset("other").beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
    }

    @Test
    @Tag("faults")
    @Tag("sample")
    void writerWhoseLockSomebodyElseGotLosesToThem() throws IOException {
        FaultWorkerJvm stopped = applications.worker("stopped").ready();
        stopped.pausesAt(1, "lock taken").tell("write REUSE late").arrives();
        stopped.stop();
        failsOverWithoutLocksAndPins();
        CachedDataset other = applications.dataset("other");
        awaitHolder(other, ""::equals);
        GenerationWrite write = Applications.compute(other, WriteMode.REUSE);
        awaitHolder(other, "other"::equals);
        stopped.resume();

        assertThat(applications.finish(write, "first").published()).isTrue();
        assertThat(stopped.tell("go").answer()).startsWith("LOST");
        assertThat(Contexts.of(other).log().head().version()).isEqualTo(1);
        assertThat(applications.readHead(other)).isEqualTo("first");
    }

    @Test
    void collectorRightAfterwardsTakesNothingThatIsRead() throws IOException {
        applications.publish("first", "old rows");
        Snapshot pinned = applications.dataset("reader").snapshot();
        String read = pinned.generation().name().toString();
        applications.publish("second", "new rows");
        CachedDataset collector = applications.dataset("collector");
        failsOverWithoutLocksAndPins();

        Eventually.within(SOON, "the collector is told of the reader again", () -> {
            Optional<String> why = collects(collector).actions().stream()
                    .filter(action -> action.name().equals(read) && action.step() == CollectionReport.Step.KEEP)
                    .map(CollectionReport.Action::why)
                    .findFirst();
            return why.filter(reason -> reason.startsWith("somebody is reading it"))
                    .isPresent();
        });
        assertThat(applications.read(pinned)).isEqualTo("old rows");
        pinned.close();
        Eventually.within(SOON, "nobody reads it any more", () -> {
            collects(collector);
            try {
                return !applications.generations().contains(read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * The old master, its host frozen for a while, goes on as if nothing had been, and a collector on that host with it. No
     * sentinel can be reached from there. To them nothing has changed but that the reader, who is at the new master, has
     * not renewed its pin.
     */
    @Test
    @Tag("faults")
    @Tag("sample")
    void collectorThatIsCutOffWithTheOldMasterTakesNothingThatIsRead() throws IOException {
        applications.publish("first", "old rows");
        Snapshot pinned = applications.dataset("reader").snapshot();
        applications.publish("second", "new rows");
        FaultWorkerJvm collector = applications.worker("collector").ready();
        Eventually.within(
                SOON,
                "the collector knows of the reader",
                () -> collector.tell("collect").answer().contains("somebody is reading it"));
        collector.pausesAt(1, "after list _turnstile").tell("collect").arrives();
        collector.stop();
        String pins = master.ask("KEYS", "*:pins");
        master.pause();
        awaitNewMaster();
        replica.ask("DEL", pins); // Unless they have run out there.
        Eventually.within(SOON, "the reader is at the new master", () -> isPinnedAt(replica, pins));
        sentinel.kill();
        master.resume();
        Eventually.within(SOON, "its pin at the old one has run out", () -> !isPinnedAt(master, pins));
        collector.resume();

        assertThat(collector.tell("go").answer()).doesNotContain("step=DELETE");
        assertThat(applications.read(pinned)).isEqualTo("old rows");
        sentinel.restart();
        Eventually.within(
                SOON,
                "the collector finds the new master, and the reader there",
                () -> collector.tell("collect").answer().contains("somebody is reading it"));
        assertThat(applications.read(pinned)).isEqualTo("old rows");
    }

    /** Whether a pin of the one reader is there that has not run out. */
    private static boolean isPinnedAt(RedisServer redis, String pins) {
        String seconds = redis.ask("TIME").lines().findFirst().orElseThrow();
        return redis.ask("ZRANGEBYSCORE", pins, seconds + "000", "+inf")
                .lines()
                .anyMatch(member -> member.startsWith("p"));
    }

    @Test
    void whoArrivesInTheMidstOfAFailoverFindsTheNewMaster() throws IOException {
        master.kill();
        CachedDataset writer = applications.dataset("writer");
        GenerationWrite write = Applications.compute(writer, WriteMode.REUSE);

        awaitHolder(applications.dataset("other"), "writer"::equals);
        assertThat(applications.finish(write, "rows").published()).isTrue();
    }

    /** As where the master dies before it has sent them on. What is older, the replica has. */
    private void failsOverWithoutLocksAndPins() {
        for (String key : replica.ask("KEYS", "*").lines().toList()) {
            if (!key.endsWith(":epoch") && !key.endsWith(":identity")) {
                replica.ask("DEL", key);
            }
        }
        master.kill();
        awaitNewMaster();
    }

    private void awaitNewMaster() {
        String port = Integer.toString(replica.port());
        Eventually.within(
                SOON,
                "the replica is the master",
                () -> sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")
                        .endsWith(port));
    }

    private static void awaitHolder(CachedDataset target, Predicate<String> name) {
        Eventually.within(SOON, "the lock is whose it should be", () -> {
            try {
                return name.test(target.holder()
                        .map(Holder::application)
                        .map(a -> a.name())
                        .orElse(""));
            } catch (LockServiceUnavailableException away) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** For a moment after a failover the sentinel does not know the new master well enough to vouch for it. */
    private static CollectionReport collects(CachedDataset collector) {
        try {
            return collector.collect(CollectionReport.Mode.DELETE);
        } catch (LockServiceUnavailableException notCertain) {
            return CollectionReport.none(notCertain.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
