package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.ParametersDifferException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.StagedGeneration;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What whoever computes a dataset may rely on, and whoever finds it computed, whichever locks and file system they use. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class WritePathTest extends EveryPairing {
    @Test
    void firstWriterComputesAndEverybodyReads() throws IOException {
        CachedDataset writer = applications.dataset("writer");
        assertThat(writer.exists()).isFalse();
        GenerationWrite.Outcome outcome = applications.finish(compute(writer, WriteMode.REUSE), "rows");

        assertThat(outcome.published()).isTrue();
        assertThat(writer.head()).contains(outcome.head());
        assertThat(outcome.head().publishedBy().id()).isEqualTo("application_writer");
        assertThat(outcome.head().size()).isEqualTo(new Generation.Size(1, 1, 4));
        assertThat(writer.holder()).isEmpty();
        try (Snapshot snapshot = applications.dataset("reader").snapshot()) {
            assertThat(applications.read(snapshot)).isEqualTo("rows");
            assertThat(snapshot.generation()).isEqualTo(outcome.head());
            assertThat(snapshot.manifest().properties()).containsEntry("comment", "c");
            assertThat(snapshot.waited()).isZero();
            assertThat(writer.readers())
                    .extracting(reader -> reader.application().name(), Reader::generation)
                    .containsExactly(
                            tuple("reader", Optional.of(outcome.head().name().toString())));
        }
        assertThat(writer.readers()).isEmpty();
    }

    @Test
    void parametersAreADatasetOfTheirOwnAndOnRecord() throws IOException {
        Parameters date = Parameters.of(Map.of("date", "2001-01-01"));
        DatasetRoot writer = applications.root("writer");
        CachedDataset target = writer.dataset(KEY, date, writer.options());
        applications.finish(compute(target, WriteMode.REUSE), "rows");

        assertThat(target.head()).get().satisfies(head -> {
            assertThat(head.parameters()).isEqualTo(date);
            assertThat(head.dataFormat()).isEqualTo("text");
        });
        assertThat(writer.dataset(KEY).exists()).isFalse();
        assertThat(applications.readHead(writer.dataset(date.name(KEY)))).isEqualTo("rows");
    }

    /** As of a million sets of parameters two may have. */
    @Test
    void parametersThatHappenToHaveTheSameHashAreToldApart() throws IOException {
        DatasetRoot root = applications.root("writer");
        Parameters one = Parameters.of(Map.of("date", "2001-01-01"));
        DatasetKey key = one.name(KEY);
        applications.finish(compute(root.dataset(key, one, root.options()), WriteMode.REUSE), "rows");
        CachedDataset other = Contexts.dataset(new DatasetContext(
                Contexts.of(root), key, Parameters.of(Map.of("date", "2001-01-02")), root.options()));

        assertThatThrownBy(other::snapshot)
                .isInstanceOf(ParametersDifferException.class)
                .hasMessageContainingAll("date=2001-01-01, not of date=2001-01-02", "same hash");
        assertThatThrownBy(() -> other.beginWrite(WriteMode.REUSE)).isInstanceOf(ParametersDifferException.class);
        assertThat(other.readers()).isEmpty();
    }

    @Test
    void emptyResultIsADatasetToo() throws IOException {
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
            new StagedGeneration(applications.storage(), write.path()).begin();
            write.commit(content(0));
        }

        assertThat(applications.readHead(target)).isEmpty();
        assertThat(target.beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
    }

    /** Whatever has become of the files. */
    @Test
    void rowsThatNoFileHoldsAreNotPublished() throws IOException {
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
            new StagedGeneration(applications.storage(), write.path()).begin();

            assertThatThrownBy(() -> write.commit(content(7)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("7 rows were written, and no file holds them");
        }
        assertThat(target.exists()).isFalse();
        assertThat(applications.generations()).isEmpty();
    }

    @Test
    void secondWriterReusesWhatIsThereAndHoldsNothing() throws IOException {
        applications.publish("first", "rows");
        CachedDataset second = applications.dataset("second");

        assertThat(second.beginWrite(WriteMode.REUSE))
                .isEqualTo(new WriteStart.Reuse(second.head().orElseThrow(), Duration.ZERO));
        assertThat(second.holder()).isEmpty();
    }

    @Test
    void writerThatMustCreateLearnsWhoDid() throws IOException {
        applications.publish("first", "rows");

        assertThatThrownBy(() -> applications.dataset("second").beginWrite(WriteMode.FAIL))
                .isInstanceOf(DatasetExistsException.class)
                .hasMessageContainingAll("travel.route_delays exists", "application_first", "IF NOT EXISTS");
    }

    @Test
    void secondWriterWaitsAndThenReusesWithoutComputing() throws Exception {
        CachedDataset second = applications.dataset("second");
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        WaitingCall<WriteStart> waiting =
                WaitingCall.of(() -> second.beginWrite(WriteMode.REUSE)).waits();
        assertThat(second.holder())
                .get()
                .extracting(h -> h.application().name())
                .isEqualTo("first");
        Generation published = applications.finish(first, "rows").head();

        assertThat(waiting.result()).isInstanceOfSatisfying(WriteStart.Reuse.class, reuse -> {
            assertThat(reuse.head()).isEqualTo(published);
            assertThat(reuse.waited()).isPositive();
        });
    }

    @Test
    void writerThatMustCreateWaitsAndThenFails() throws Exception {
        CachedDataset second = applications.dataset("second");
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        WaitingCall<WriteStart> waiting =
                WaitingCall.of(() -> second.beginWrite(WriteMode.FAIL)).waits();
        applications.finish(first, "rows");

        assertThatThrownBy(waiting::result).isInstanceOf(DatasetExistsException.class);
    }

    @Test
    void oneOfTheWaitingTakesOverWhereTheFirstFails() throws Exception {
        CachedDataset second = applications.dataset("second");
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        WaitingCall<GenerationWrite> waiting =
                WaitingCall.of(() -> compute(second, WriteMode.REUSE)).waits();
        first.close();

        assertThat(applications.finish(waiting.result(), "rows").published()).isTrue();
    }

    @Test
    void ofManyWhoBeginAtOnceExactlyOneComputes() throws Exception {
        List<WaitingCall<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CachedDataset target = applications.dataset("writer" + i);
            calls.add(WaitingCall.of(() -> {
                WriteStart start = target.beginWrite(WriteMode.REUSE);
                if (start instanceof WriteStart.Compute compute) {
                    applications.finish(compute.write(), "rows");
                    return true;
                }
                return false;
            }));
        }
        int computed = 0;
        for (WaitingCall<Boolean> call : calls) {
            computed += call.result() ? 1 : 0;
        }

        assertThat(computed).isEqualTo(1);
        assertThat(applications.generations()).hasSize(1);
    }

    @Test
    void writeThatIsClosedWithoutACommitLeavesNothing() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");
        assertThat(applications.generations()).hasSize(1);
        write.close();
        write.close();

        assertThat(applications.generations()).isEmpty();
        assertThat(target.exists()).isFalse();
        assertThat(target.holder()).isEmpty();
        assertThatThrownBy(() -> write.commit(content())).isInstanceOf(IllegalStateException.class);
    }

    /** The second commit would find no marks any more and take every file for a leftover. */
    @Test
    void writeIsCommittedOnce() throws IOException {
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
            applications.writeTask(write, "rows");
            write.commit(content());
            assertThatThrownBy(() -> write.commit(content())).isInstanceOf(IllegalStateException.class);
        }

        assertThat(applications.readHead(target)).isEqualTo("rows");
    }

    @Test
    void writerGivesUpAfterItsTimeOrAtOnce() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset patient = applications.dataset("patient", "lock.wait", "50ms");
        CachedDataset hasty = applications.dataset("hasty", "on-contention", "fail");

        assertThatThrownBy(() -> WaitingCall.of(() -> patient.beginWrite(WriteMode.REUSE))
                        .result())
                .isInstanceOf(DatasetLockedException.class);
        assertThatThrownBy(() ->
                        WaitingCall.of(() -> hasty.beginWrite(WriteMode.REUSE)).result())
                .isInstanceOf(DatasetLockedException.class)
                .hasMessageContaining("gave up after waiting 0.0 s");
        assertThatThrownBy(() -> WaitingCall.of(hasty::snapshot).result()).isInstanceOf(DatasetLockedException.class);
        first.close();
        assertThat(patient.holder()).isEmpty();
    }

    @Test
    @Tag("fault-14")
    void interruptedWriterLeavesNoLock() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset second = applications.dataset("second");
        WaitingCall<WriteStart> waiting =
                WaitingCall.of(() -> second.beginWrite(WriteMode.REUSE)).waits();
        waiting.interrupt();

        assertThatThrownBy(waiting::result)
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContainingAll("travel.route_delays", "application_writer");
        first.close();
        assertThat(second.holder()).isEmpty();
    }

    /** It would wait for itself for ever. */
    @Test
    void computationThatWritesItsOwnDatasetFailsAtOnce() throws Exception {
        CachedDataset target = applications.dataset("writer");
        WaitingCall<WriteStart> nested = WaitingCall.of(() -> {
            try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
                assertThat(write.key()).isEqualTo(KEY);
                return target.beginWrite(WriteMode.REUSE);
            }
        });

        assertThatThrownBy(nested::result).isInstanceOf(SelfReadException.class);
        assertThat(target.holder()).isEmpty();
    }

    /** A pool's thread began a write that another one closed; later it reads the dataset, which others compute. */
    @Test
    void threadWhoseWriteWasClosedByAnotherIsNotComputing() throws Exception {
        GenerationWrite begun = compute(applications.dataset("one"), WriteMode.REUSE);
        WaitingCall.of(() -> {
                    begun.close();
                    return true;
                })
                .result();
        CachedDataset two = applications.dataset("two");
        GenerationWrite write =
                WaitingCall.of(() -> compute(two, WriteMode.REUSE)).result();
        CachedDataset hasty = applications.dataset("hasty", "on-contention", "fail");

        assertThatThrownBy(hasty::snapshot).isInstanceOf(DatasetLockedException.class);
        write.close();
    }
}
