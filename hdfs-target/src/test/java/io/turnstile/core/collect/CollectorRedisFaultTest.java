package io.turnstile.core.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collectors whose Redis forgets who reads, or does not answer: no live reader loses a file. */
@Tag("fault-11")
@Tag("faults")
class CollectorRedisFaultTest extends CollectorFaults {
    private final RedisServer redis = RedisServer.started();

    @BeforeEach
    void openRoot() throws IOException {
        open(Map.of("redis", redis.address()));
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    /** Its pins are gone, and so is any certainty: the time since the retirement counts anew. */
    @Test
    void redisThatIsEmptiedDuringACollectionStopsIt() throws IOException {
        FaultWorkerJvm reader = readerOfOldRows();
        collector.pausesAt(1, "after list _turnstile").tell("collect").arrives();
        reader.stop();
        redis.restart();
        String said = collector.tell("go").answer();
        try {
            assertThat(said).doesNotContain("step=DELETE");
            assertThat(applications.generations()).hasSize(2);
        } finally {
            reader.resume();
        }
        collectsUntil("somebody is reading it");
    }

    /** Whoever has its lock meanwhile, since Redis forgot whose it was, is the one whose version stands. */
    @Test
    @Tag("sample")
    void collectorThatLosesItsLockAndItsVersionSaysSoAndDeletesNothing() throws IOException {
        applications.publish("first", "old rows");
        applications.publish("second", "new rows");
        collector.pausesAt(1, "before publish 00000003.json").tell("collect").arrives();
        redis.restart();
        applications.publish("third", "newest rows");

        assertThat(collector.tell("go").answer())
                .contains("COLLECTED")
                .contains("somebody else has changed it meanwhile")
                .doesNotContain("step=DELETE");
        assertThat(applications.generations()).hasSize(3);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("newest rows");
    }

    /** Time has gone by for its pins, while no reader could renew them; the epoch is the same. */
    @Test
    void redisThatHungPastTheLeaseIsNotTakenForOneWithoutReaders() throws IOException {
        applications.publish("first", "old rows");
        FaultWorkerJvm reader =
                applications.worker("reader", "lock.lease", "6s").ready();
        reader.tell("pin").answer();
        applications.publish("second", "new rows");
        FaultWorkerJvm observant = applications
                .worker("observant", "retention", "0s", "lock.lease", "6s")
                .ready();
        Eventually.within(
                SOON,
                "what is read could be deleted but for the pin",
                () -> observant.tell("collect").answer().contains("somebody is reading it"));
        redis.pause();
        long hungSince = System.nanoTime();
        reader.stop();
        Eventually.within(SOON, "the lease runs out", () -> System.nanoTime() - hungSince > 7_000_000_000L);
        redis.resume();
        observant.tell("collect");
        reader.resume();

        assertThat(observant.answer()).doesNotContain("step=DELETE");
        assertThat(applications.generations()).hasSize(2);
    }

    /** Their pins may have run out while nobody reached Redis, and it was not there to see that. */
    @Test
    @Tag("sample")
    void collectorThatHasJustBegunCannotKnowOfEveryReader() throws IOException {
        FaultWorkerJvm reader = readerOfOldRows();
        CachedDataset onlooker = applications.dataset("onlooker");
        reader.stop();
        Eventually.within(SOON, "the reader's pin has run out", () -> readers(onlooker) == 0);
        // Another connection, as of another JVM.
        String sameRedis = redis.address().replace("127.0.0.1", "localhost");
        CachedDataset begun = applications.dataset("begun", "retention", "0s", "redis", sameRedis);

        assertThat(begun.collect(CollectionReport.Mode.DRY_RUN).actions())
                .noneMatch(action -> action.step() == CollectionReport.Step.DELETE)
                .anyMatch(action -> action.why().contains("not every reader has told it yet"));

        reader.resume();
        assertThat(begun.collect(CollectionReport.Mode.DELETE).actions())
                .as("it waits until the reader has told")
                .anyMatch(action -> action.why().contains("somebody is reading it"));
        assertThat(applications.generations()).hasSize(2);
    }

    /** A reader renews its pin as often as the root wants it, whatever lease its own locks have. */
    @Test
    @Tag("sample")
    void readerWithALongerLeaseThanTheCollectorIsSafeInARedisThatForgetsItsPin() throws IOException {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader", "lock.lease", "60s");
        Snapshot pinned = reader.snapshot();
        String generation = pinned.generation().name().toString();
        applications.publish("second", "new rows");
        CachedDataset collecting = applications.dataset("short", "retention", "0s");
        Applications.awaitDecision(collecting, generation);
        redis.ask("FLUSHALL");

        Applications.awaitDecision(collecting, generation);

        assertThat(applications.read(pinned)).isEqualTo("old rows");
        pinned.close();
    }

    private static int readers(CachedDataset dataset) {
        try {
            return dataset.readers().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
