package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.ShiftedClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Applications whose clocks are ten minutes ahead and ten minutes behind: nothing depends on them. */
@Tag("fault-7")
@Tag("faults")
@Tag("sample")
class ShiftedClockTest {
    private static final Duration SHIFT = Duration.ofMinutes(10);

    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(),
                Map.of("redis", RedisServer.shared().address(), "lock.lease", "1s", "rerun", "allow"));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private FaultWorkerJvm ahead(String name, String... options) {
        return applications
                .worker(List.of(ShiftedClock.option(SHIFT)), name, options)
                .ready();
    }

    private FaultWorkerJvm behind(String name, String... options) {
        return applications
                .worker(List.of(ShiftedClock.option(SHIFT.negated())), name, options)
                .ready();
    }

    @Test
    void writersAndReadersWithOtherClocksFollowOneAnother() throws IOException {
        FaultWorkerJvm ahead = ahead("ahead");
        FaultWorkerJvm behind = behind("behind");
        Instant begun = Instant.now();
        for (int round = 1; round <= 3; round++) {
            FaultWorkerJvm first = round % 2 == 1 ? ahead : behind;
            FaultWorkerJvm second = first == ahead ? behind : ahead;
            first.pausesAt(1, "after move part");
            first.tell("write REPLACE first" + round).arrives();
            second.tell("write REPLACE second" + round).says("Waiting for dataset");
            assertThat(first.tell("go").answer()).startsWith("PUBLISHED");
            assertThat(second.answer()).startsWith("PUBLISHED");
            assertThat(first.tell("read").answer()).isEqualTo("READ second" + round);
            assertThat(second.tell("read").answer()).isEqualTo("READ second" + round);
            assertThat(second.tell("write REUSE never").answer()).startsWith("REUSED");
        }
        CachedDataset reader = applications.dataset("reader");
        CommitRecord last = Contexts.of(reader).log().head();

        assertThat(last.version()).isEqualTo(6);
        assertThat(last.at()).as("by a clock that is behind").isBefore(begun);
        assertThat(Contexts.of(reader).log().read(5).at())
                .as("by a clock that is ahead")
                .isAfter(begun.plus(SHIFT.minusMinutes(1)));
        assertThat(applications.readHead(reader)).isEqualTo("second3");
    }

    /** Ten minutes would be more than the retention, if it were measured by the collector's clock. */
    @Test
    void collectorAheadOfTimeKeepsWhatIsWithinItsRetention() throws IOException {
        assertThat(behind("behind").tell("write REPLACE old").answer()).startsWith("PUBLISHED");
        FaultWorkerJvm ahead = ahead("ahead", "retention", "5m");
        assertThat(ahead.tell("write REPLACE new").answer()).startsWith("PUBLISHED");

        assertThat(ahead.tell("collect").answer()).contains("superseded, within the retention");
        assertThat(applications.generations()).hasSize(2);
    }

    /** By the collector's clock, what it is to delete has not even been superseded yet. */
    @Test
    void collectorBehindTimeDeletesWhatIsBeyondItsRetention() throws IOException {
        FaultWorkerJvm ahead = ahead("ahead");
        assertThat(ahead.tell("write REPLACE old").answer()).startsWith("PUBLISHED");
        assertThat(ahead.tell("pin").answer()).startsWith("PINNED");
        assertThat(ahead.tell("write REPLACE new").answer()).startsWith("PUBLISHED");
        FaultWorkerJvm behind = behind("behind", "retention", "0s");

        Eventually.within(
                Duration.ofSeconds(20),
                "the pin is what keeps it",
                () -> behind.tell("collect").answer().contains("somebody is reading it"));
        ahead.kill();
        Eventually.within(
                Duration.ofSeconds(20),
                "it is deleted with the pin's lease over",
                () -> behind.tell("collect").answer().contains("retired, and nobody is reading it"));
        assertThat(applications.generations()).hasSize(1);
    }
}
