package io.turnstile.core.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.SharedLocks;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Collectors that are stopped or killed half-way, and readers that die: no live reader loses a file. */
@Tag("fault-11")
@Tag("faults")
@ParameterizedClass
@MethodSource("io.turnstile.core.harness.SharedLocks#wanted")
class CollectorFaultTest extends CollectorFaults {
    @Parameter
    private SharedLocks locks;

    @BeforeEach
    void openRoot() throws IOException {
        open(locks.with(Map.of()));
    }

    @Test
    @Tag("sample")
    void pinOfADeadReaderIsOverWithItsLease() throws IOException {
        FaultWorkerJvm reader = readerOfOldRows();
        reader.kill();

        collectsUntil("retired, and nobody is reading it");
        assertThat(applications.generations()).hasSize(1);
    }

    /** What it is about to delete was beyond reach before it stopped; what came about since, it does not know of. */
    @Test
    @Tag("sample")
    void collectorThatIsStoppedBeforeItDeletesTakesNothingThatIsReadMeanwhile() throws Exception {
        applications.publish("first", "old rows");
        applications.publish("second", "previous rows");
        collectsUntil("retired for less than the retention and a lease");
        Eventually.within(SOON, "the collector is about to delete", () -> {
            collector.pausesAt(1, "before delete generation").tell("collect");
            return collector.arrivesRatherThanAnswers();
        });
        collector.stop();
        CachedDataset reader = applications.dataset("reader");
        Snapshot pinned = reader.snapshot();
        String read = pinned.generation().name().toString();
        CachedDataset rerun = applications.dataset("rerun");
        applications.finish(
                WaitingCall.of(() -> Applications.compute(rerun, WriteMode.REPLACE))
                        .result(),
                "new rows");
        collector.resume();
        assertThat(collector.tell("go").answer()).contains("COLLECTED");

        assertThat(applications.read(pinned)).isEqualTo("previous rows");
        assertThat(applications.generations())
                .containsExactlyInAnyOrder(
                        read, rerun.head().orElseThrow().name().toString());
        pinned.close();
        collectsUntil("retired, and nobody is reading it");
        assertThat(applications.readHead(reader)).isEqualTo("new rows");
    }

    /** Killed in the midst of its deletions, it leaves the rest for the next. */
    @Test
    void nextCollectorFinishesWhatAKilledOneBegan() throws IOException {
        applications.publish("first", "1");
        applications.publish("second", "2");
        applications.publish("third", "3");
        collectsUntil("retired for less than the retention and a lease");
        FaultWorkerJvm doomed = applications.worker("doomed", "retention", "0s").ready();
        doomed.haltsAt(1, "after delete generation");
        Eventually.within(SOON, "the doomed one deletes", () -> {
            doomed.tell("collect");
            return doomed.endsRatherThanAnswers();
        });
        assertThat(applications.generations())
                .as("one deleted, one left, and the head")
                .hasSize(2);

        collectsUntil("retired, and nobody is reading it");
        assertThat(applications.generations()).hasSize(1);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("3");
    }

    @Test
    void twoCollectorsAtOnceDeleteWhatOneWouldHave() throws IOException {
        applications.publish("first", "old rows");
        applications.publish("second", "new rows");
        FaultWorkerJvm other = applications.worker("other", "retention", "0s").ready();
        Eventually.within(SOON, "one of them deletes it", () -> {
            collector.tell("collect");
            other.tell("collect");
            String both = collector.answer() + other.answer();
            assertThat(both).doesNotContain("FAILED");
            return both.contains("retired, and nobody is reading it");
        });

        assertThat(applications.generations()).hasSize(1);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("new rows");
    }
}
