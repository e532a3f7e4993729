package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.SharedLocks;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer whose process is stopped until its lease has run out, and then goes on to commit. */
@Tag("fault-1")
@Tag("faults")
@Tag("sample")
@ParameterizedClass
@MethodSource("io.turnstile.core.harness.SharedLocks#wanted")
class StoppedWriterTest {
    @Parameter
    private SharedLocks locks;

    private Applications applications;
    private FaultWorkerJvm stopped;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(MiniHdfs.shared(), locks.with(Map.of("lock.lease", "1s", "rerun", "allow")));
        stopped = applications.worker("stopped").ready();
    }

    @AfterEach
    void endApplications() {
        stopped.resume();
        applications.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock taken", "after delete _sealed", "between writing and renaming 00000001.json"})
    void firstWriterThatComesBackTooLateUsesTheWinnersGeneration(String step) throws Exception {
        stopped.pausesAt(1, step).tell("write REUSE late").arrives();
        stopped.stop();
        CachedDataset next = applications.dataset("next");
        GenerationWrite write =
                WaitingCall.of(() -> compute(next, WriteMode.REUSE)).waits().result();
        GenerationWrite.Outcome won = applications.finish(write, "rows");
        stopped.resume();
        stopped.tell("go").says("was published by application application_next");

        assertThat(won.published()).isTrue();
        assertThat(stopped.answer()).isEqualTo("LOST " + won.head().name());
        assertThat(applications.readHead(next)).isEqualTo("rows");
        assertThat(Contexts.of(next).log().head().version()).isEqualTo(1);
        assertThat(applications.generations()).containsExactly(won.head().name().toString());
    }

    @Test
    void rerunThatComesBackTooLateFails() throws Exception {
        applications.publish("first", "old rows");
        stopped.pausesAt(1, "after delete _sealed").tell("write REPLACE late").arrives();
        stopped.stop();
        CachedDataset next = applications.dataset("next");
        GenerationWrite write =
                WaitingCall.of(() -> compute(next, WriteMode.REPLACE)).waits().result();
        GenerationWrite.Outcome won = applications.finish(write, "rows");
        stopped.resume();
        stopped.tell("go");

        assertThat(won.published()).isTrue();
        assertThat(stopped.answer())
                .startsWith("FAILED CommitFailedException: Cannot create version 2 (publish)")
                .contains("application application_next");
        assertThat(applications.readHead(next)).isEqualTo("rows");
        assertThat(Contexts.of(next).log().head().version()).isEqualTo(2);
    }

    /** It is not Redis that forgot: who reads the log shall not look there. */
    @Test
    void writerThatTakesItsLockAgainSaysThatItsLeaseHadRunOut() throws Exception {
        stopped.pausesAt(1, "lock taken").tell("write REUSE rows").arrives();
        stopped.stop();
        CachedDataset onlooker = applications.dataset("onlooker");
        Eventually.within(Duration.ofSeconds(20), "the lease to run out", () -> {
            try {
                return onlooker.holder().isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        stopped.resume();
        stopped.says("its lease had run out, as this application had not renewed it")
                .tell("go");

        assertThat(stopped.answer()).startsWith("PUBLISHED ");
        assertThat(applications.readHead(onlooker)).isEqualTo("rows");
    }

    /** Whoever took its lock meanwhile is still computing, and is the one to lose. */
    @Test
    void writerThatComesBackFirstPublishesAndWhoeverTookItsLockUsesThat() throws Exception {
        stopped.pausesAt(1, "after delete _sealed").tell("write REUSE rows").arrives();
        stopped.stop();
        CachedDataset next = applications.dataset("next");
        GenerationWrite write =
                WaitingCall.of(() -> compute(next, WriteMode.REUSE)).waits().result();
        stopped.resume();
        String published = stopped.tell("go").answer();
        GenerationWrite.Outcome lost = applications.finish(write, "too late");

        assertThat(published).isEqualTo("PUBLISHED " + lost.head().name());
        assertThat(lost.published()).isFalse();
        assertThat(applications.readHead(next)).isEqualTo("rows");
        assertThat(Contexts.of(next).log().head().version()).isEqualTo(1);
        assertThat(applications.generations())
                .containsExactly(lost.head().name().toString());
    }
}
