package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.StandardError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a dataset whose ttl is over. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class ExpiryTest extends EveryPairing {
    /** Over as soon as there is anything. */
    private static final String NOTHING = "1ms";

    private void publish(String... options) throws IOException {
        CachedDataset target = applications.dataset("first", options);
        Generation head = applications
                .finish(compute(target, WriteMode.REUSE), "old rows")
                .head();
        Instant over = head.publishedAt().plusMillis(1);
        Eventually.within(
                Duration.ofSeconds(5),
                "a millisecond is over",
                () -> Instant.now().isAfter(over));
    }

    @Test
    void firstOneComputesItAgainAndTheOthersWaitAndReuseIt() throws Exception {
        publish("ttl", NOTHING);
        GenerationWrite again = compute(applications.dataset("second"), WriteMode.REUSE);
        List<WaitingCall<WriteStart>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CachedDataset target = applications.dataset("other" + i);
            others.add(WaitingCall.of(() -> target.beginWrite(WriteMode.REUSE)).waits());
        }
        Generation published = applications.finish(again, "new rows").head();

        for (WaitingCall<WriteStart> other : others) {
            assertThat(other.result())
                    .as("though its ttl is over as well by now")
                    .isInstanceOfSatisfying(
                            WriteStart.Reuse.class,
                            reuse -> assertThat(reuse.head()).isEqualTo(published));
        }
        assertThat(published.version()).isEqualTo(2);
        assertThat(published.ttl()).as("goes on").isEqualTo(Duration.ofMillis(1));
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("new rows");
    }

    @Test
    void readersKeepItAndGetItMeanwhileWithOneWarning() throws Exception {
        publish("ttl", NOTHING);
        GenerationWrite again = compute(applications.dataset("second"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader");
        String said = StandardError.during(() -> {
            assertThat(applications.readHead(reader)).isEqualTo("old rows");
            assertThat(applications.readHead(reader)).isEqualTo("old rows");
        });

        assertThat(said).containsOnlyOnce("Dataset travel.route_delays has expired: application application_first");
        again.fail(new IllegalStateException("disk full"));
        again.close();
        assertThat(applications.readHead(reader)).as("nothing was lost").isEqualTo("old rows");
    }

    @Test
    void whatTheCallerSaysCountsForMoreThanWhatIsOnRecord() throws Exception {
        publish("ttl", NOTHING);
        assertThat(applications.dataset("patient", "ttl", "1h").beginWrite(WriteMode.REUSE))
                .isInstanceOf(WriteStart.Reuse.class);
    }

    /** A fence shuts it out, and what is there is what it was to compute again. */
    @Test
    void whoeverIsShutOutDoesNotTakeTheExpiredOneForTheWinners() throws Exception {
        publish("ttl", NOTHING);
        GenerationWrite again = compute(applications.dataset("second"), WriteMode.REUSE);
        applications.dataset("operator").unlock("it hangs");

        assertThatThrownBy(() -> applications.finish(again, "new rows"))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("fence");
    }

    @Test
    void withoutATtlNothingExpires() throws Exception {
        publish();
        assertThat(applications.dataset("second").beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
        try (GenerationWrite again = compute(applications.dataset("hasty", "ttl", NOTHING), WriteMode.REUSE)) {
            assertThat(again.isRerun()).isTrue();
        }
    }

    @Test
    void otherWritesAreAsTheyWere() throws Exception {
        publish("ttl", NOTHING);
        CachedDataset target = applications.dataset("second");

        assertThatThrownBy(() -> target.beginWrite(WriteMode.FAIL)).isInstanceOf(DatasetExistsException.class);
        assertThatThrownBy(() -> target.beginWrite(WriteMode.REPLACE)).isInstanceOf(RerunDeniedException.class);
        CachedDataset rerun = applications.dataset("rerun", "rerun", "allow");
        assertThat(applications
                        .finish(compute(rerun, WriteMode.REPLACE), "rows")
                        .head()
                        .ttl())
                .as("a rerun says anew what holds")
                .isNull();
    }

    @Test
    void whoeverComputesItAgainWarnsOfIt() throws Exception {
        publish("ttl", NOTHING);
        CachedDataset target = applications.dataset("second");

        assertThat(StandardError.during(() -> compute(target, WriteMode.REUSE).close()))
                .contains("Computing again dataset travel.route_delays (g-00000001-");
    }
}
