package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.Generation;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a dataset to which its writer objects, and of one that a rerun would rather leave as it is. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class ReuseCheckTest extends EveryPairing {
    private Generation publish() throws IOException {
        return applications
                .finish(compute(applications.dataset("first"), WriteMode.REUSE), "old rows")
                .head();
    }

    /** Objects to the first version, as all who notice the same do. */
    private static final ReuseCheck STALE =
            (head, seen) -> head.version() == 1 ? Optional.of("which is stale") : Optional.empty();

    @Test
    void whoeverNoticesFirstComputesItAndTheOthersReuseThat() throws Exception {
        publish();
        CachedDataset second = applications.dataset("second");
        List<WaitingCall<WriteStart>> others = new ArrayList<>();
        Generation published;
        try (GenerationWrite again = ((WriteStart.Compute) second.beginWrite(WriteMode.REUSE, STALE)).write()) {
            for (int i = 0; i < 3; i++) {
                CachedDataset target = applications.dataset("other" + i);
                others.add(WaitingCall.of(() -> target.beginWrite(WriteMode.REUSE, STALE))
                        .waits());
            }
            assertThat(applications.dataset("content").beginWrite(WriteMode.REUSE))
                    .as("whoever does not object")
                    .isInstanceOf(WriteStart.Reuse.class);
            assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("old rows");
            published = applications.finish(again, "new rows").head();
        }
        for (WaitingCall<WriteStart> other : others) {
            assertThat(other.result())
                    .isInstanceOfSatisfying(
                            WriteStart.Reuse.class,
                            reuse -> assertThat(reuse.head()).isEqualTo(published));
        }
    }

    @Test
    void computingAgainIsWarnedOfWithTheReason() throws Exception {
        Generation head = publish();
        CachedDataset target = applications.dataset("second");

        assertThat(StandardError.during(() -> ((WriteStart.Compute) target.beginWrite(WriteMode.REUSE, STALE))
                        .write()
                        .close()))
                .contains(
                        "Computing again dataset travel.route_delays (" + head.name() + "), which is stale. A reader");
    }

    @Test
    void objectionThatFailsLeavesNoLockAndTheDatasetAsItWas() throws Exception {
        publish();
        CachedDataset target = applications.dataset("second");
        // The first look is without the lock; this one fails under it.
        applications.dataset("remover", "rerun", "allow").remove();
        GenerationWrite computing = compute(applications.dataset("computing"), WriteMode.REUSE);
        WaitingCall<WriteStart> waiting = WaitingCall.of(() -> target.beginWrite(WriteMode.REUSE, (head, seen) -> {
                    assertThat(seen).isEqualTo(ReuseCheck.Seen.AFTER_WAITING);
                    throw new IOException("no");
                }))
                .waits();
        applications.finish(computing, "rows");

        assertThatThrownBy(waiting::result).hasStackTraceContaining("no");
        assertThat(target.holder()).isEmpty();
        assertThat(applications.readHead(target)).isEqualTo("rows");
    }

    @Test
    void datasetOlderThanTheCallerWantsIsComputedAgain() throws Exception {
        Generation head = publish();
        awaitAge(head, 2);

        assertThat(applications.dataset("patient", "max.age", "1h").beginWrite(WriteMode.REUSE))
                .isInstanceOf(WriteStart.Reuse.class);
        try (GenerationWrite again = compute(applications.dataset("hasty", "max.age", "1ms"), WriteMode.REUSE)) {
            assertThat(again.isRerun()).isTrue();
            Generation published = applications.finish(again, "new rows").head();
            assertThat(published.ttl()).as("others do not mind").isNull();
        }
    }

    @Test
    void rerunOfWhatIsYoungEnoughTakesItAlsoAfterAWait() throws Exception {
        Generation head = publish();
        awaitAge(head, 2);
        CachedDataset always = applications.dataset("always", "rerun", "if-older-than:1ms");
        CachedDataset seldom = applications.dataset("seldom", "rerun", "if-older-than:1h");
        assertThat(seldom.beginWrite(WriteMode.REPLACE)).isInstanceOf(WriteStart.Reuse.class);

        GenerationWrite rerun = compute(always, WriteMode.REPLACE);
        Generation published = applications.finish(rerun, "new rows").head();
        assertThat(seldom.beginWrite(WriteMode.REPLACE))
                .isInstanceOfSatisfying(
                        WriteStart.Reuse.class,
                        reuse -> assertThat(reuse.head()).isEqualTo(published));
        assertThatThrownBy(seldom::remove).isInstanceOf(RerunDeniedException.class);
        try (GenerationWrite other = ((WriteStart.Compute)
                        seldom.beginWrite(WriteMode.REPLACE, (there, seen) -> Optional.of("of another query")))
                .write()) {
            assertThat(other.isRerun()).isTrue();
        }
    }

    @Test
    void twoRerunsAtOnceOfWhatHasChangedComputeItOnce() throws Exception {
        Generation old = publish();
        awaitAge(old, 2);
        Generation published;
        WaitingCall<WriteStart> second;
        CachedDataset first = applications.dataset("first rerun", "rerun", "if-changed");
        CachedDataset other = applications.dataset("second rerun", "rerun", "if-changed");
        ReuseCheck changed =
                (head, seen) -> head.equals(old) ? Optional.of("whose inputs have changed") : Optional.empty();
        try (GenerationWrite rerun = ((WriteStart.Compute) first.beginWrite(WriteMode.REPLACE, changed)).write()) {
            second = WaitingCall.of(() -> other.beginWrite(WriteMode.REPLACE, changed))
                    .waits();
            published = applications.finish(rerun, "new rows").head();
        }
        assertThat(second.result())
                .isInstanceOfSatisfying(
                        WriteStart.Reuse.class,
                        reuse -> assertThat(reuse.head()).isEqualTo(published));
    }

    @Test
    void rerunThatDependsOnChangesComputesWhereNobodyCanTell() throws Exception {
        publish();
        try (GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "if-changed"), WriteMode.REPLACE)) {
            assertThat(rerun.isRerun()).isTrue();
        }
    }

    private static void awaitAge(Generation head, long millis) {
        Instant over = head.publishedAt().plusMillis(millis);
        Eventually.within(
                Duration.ofSeconds(5), "it is old enough", () -> Instant.now().isAfter(over));
    }
}
