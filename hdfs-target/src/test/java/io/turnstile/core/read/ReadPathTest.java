package io.turnstile.core.read;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.HeldUp;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers may rely on, whichever locks and file system they use. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class ReadPathTest extends EveryPairing {
    @Test
    void readersDuringAFirstWriteWaitAndThenAllRead() throws Exception {
        List<CachedDataset> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            readers.add(applications.dataset("reader" + i));
        }
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        List<WaitingCall<Snapshot>> waiting = new ArrayList<>();
        for (CachedDataset reader : readers) {
            waiting.add(WaitingCall.of(reader::snapshot).waits());
        }
        assertThat(readers.get(0).readers())
                .hasSize(5)
                .allMatch(reader -> reader.generation().isEmpty());
        applications.finish(first, "rows");

        for (WaitingCall<Snapshot> call : waiting) {
            try (Snapshot snapshot = call.result()) {
                assertThat(applications.read(snapshot)).isEqualTo("rows");
                assertThat(snapshot.waited()).isPositive();
            }
        }
        assertThat(readers.get(0).readers()).isEmpty();
    }

    @Test
    void readerWhoseWriterFailsLearnsThatThereIsNothing() throws Exception {
        CachedDataset reader = applications.dataset("reader");
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        WaitingCall<Snapshot> waiting = WaitingCall.of(reader::snapshot).waits();
        first.close();

        assertThatThrownBy(waiting::result).isInstanceOf(DatasetNotCachedException.class);
        assertThat(reader.readers()).isEmpty();
    }

    @Test
    void readerDuringARerunGetsThePreviousGenerationAtOnce() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);

        assertThat(WaitingCall.of(() -> applications.readHead(reader)).result()).isEqualTo("old rows");
        applications.finish(rerun, "new rows");
        assertThat(applications.readHead(reader)).isEqualTo("new rows");
    }

    @Test
    void readerDuringARerunWaitsIfItWantsTo() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader", "read.during-rerun", "wait");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        WaitingCall<String> waiting =
                WaitingCall.of(() -> applications.readHead(reader)).waits();
        applications.finish(rerun, "new rows");

        assertThat(waiting.result()).isEqualTo("new rows");
    }

    /** As slow a reader as there can be: between its look at the head and its next step, a rerun and all its collection. */
    @Test
    @Tag("fault-11")
    void whatAReaderHasChosenStaysHoweverSoonItIsReplacedAndCollected() throws IOException {
        applications.usePinsOfASecond();
        applications.publish("first", "old rows");
        CachedDataset collector = applications.dataset("collector", "retention", "0s");
        String old = collector.head().orElseThrow().name().toString();
        CachedDataset reader = HeldUp.afterItsLookAtVersion(1, applications.dataset("reader"), () -> {
            applications.publish("rerun", "new rows");
            Applications.awaitDecision(collector, old);
        });

        try (Snapshot snapshot = snapshot(reader)) {
            assertThat(snapshot.generation().name()).hasToString(old);
            assertThat(applications.read(snapshot)).isEqualTo("old rows");
        }
        assertThat(applications.readHead(collector)).isEqualTo("new rows");
    }

    /** How readers take their snapshots; in another, wrong way where this contract is to fail. */
    Snapshot snapshot(CachedDataset target) throws IOException {
        return target.snapshot();
    }

    @Test
    void readOfNothingNamesWhatIsSimilar() throws IOException {
        applications.publish("writer", "rows");
        DatasetRoot root = applications.root("reader");

        assertThatThrownBy(() ->
                        root.dataset(DatasetKey.parse("travel.route_delay")).snapshot())
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessage("Dataset travel.route_delay is not cached in " + root.path()
                        + ", and nobody is computing it. "
                        + hint("travel", "Namespace travel has a similar name: route_delays."));
        assertThatThrownBy(
                        () -> root.dataset(DatasetKey.parse("travel.weather")).snapshot())
                .hasMessageEndingWith(hint("travel", "Namespace travel holds route_delays."));
        assertThatThrownBy(() ->
                        root.dataset(DatasetKey.parse("trvel.route_delays")).snapshot())
                .hasMessageEndingWith(hint("trvel", "Namespace trvel holds no dataset; the root holds travel."));
    }

    /** On an object store it is not looked for. */
    private String hint(String namespace, String elsewhere) {
        return applications.storage().moves() ? elsewhere : "List namespace " + namespace + " to see what there is.";
    }

    @Test
    void readInARootThatNobodyHasWrittenToFindsNothing() throws IOException {
        DatasetRoot root = applications.root("reader");

        assertThatThrownBy(() -> root.dataset(KEY).snapshot())
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageEndingWith(hint("travel", "Namespace travel holds no dataset."));
        assertThat(root.dataset(KEY).readers()).isEmpty();
        assertThat(root.dataset(KEY).holder()).isEmpty();
        assertThat(root.dataset(KEY).remove()).isEmpty();
        assertThat(applications.everything()).isEmpty();
    }

    /** What a failed write leaves behind is a directory of that name. */
    @Test
    void readOfNothingDoesNotSuggestTheVeryName() throws IOException {
        compute(applications.dataset("writer"), WriteMode.REUSE).close();
        try (GenerationWrite write = compute(applications.dataset("writer"), WriteMode.REUSE)) {
            applications.writeTask(write, "rows");
        }

        assertThatThrownBy(() -> applications.dataset("reader").snapshot())
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageEndingWith(hint("travel", "Namespace travel holds no dataset."));
    }

    @Test
    void readerGivesUpAfterItsTimeAndLeavesNoPin() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader", "lock.wait", "50ms");

        assertThatThrownBy(() -> WaitingCall.of(reader::snapshot).result())
                .isInstanceOf(DatasetLockedException.class)
                .hasMessageContainingAll(
                        "Dataset travel.route_delays is being computed by application application_writer",
                        "gave up after waiting",
                        "lock.wait");
        assertThat(reader.readers()).isEmpty();
        first.close();
    }

    @Test
    @Tag("fault-14")
    void interruptedReaderLeavesNoPin() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader");
        WaitingCall<Boolean> waiting = WaitingCall.of(() -> {
                    try (Snapshot snapshot = reader.snapshot()) {
                        throw new AssertionError("read " + snapshot.generation());
                    } catch (InterruptedIOException expected) {
                        return Thread.currentThread().isInterrupted();
                    }
                })
                .waits();
        waiting.interrupt();

        assertThat(waiting.result()).as("is still interrupted").isTrue();
        assertThat(reader.readers()).isEmpty();
        first.close();
    }

    @Test
    @Tag("fault-13")
    void firstComputationThatReadsItsOwnDatasetFailsAtOnce() throws IOException {
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
            assertThatThrownBy(target::snapshot)
                    .isInstanceOf(SelfReadException.class)
                    .hasMessageContaining(write.key().toString());
            assertThatThrownBy(() -> applications.dataset("writer").snapshot()).isInstanceOf(SelfReadException.class);
            assertThat(target.readers()).isEmpty();
        }
    }
}
