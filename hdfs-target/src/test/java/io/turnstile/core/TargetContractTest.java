package io.turnstile.core;

import static io.turnstile.core.Applications.KEY;
import static io.turnstile.core.Applications.compute;
import static io.turnstile.core.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.ParametersDifferException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.local.InProcessLocks;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What applications that share datasets may rely on, whichever locks and file system they use. */
@ParameterizedClass
@EnumSource(Pairing.class)
class TargetContractTest extends PairedTest {
    private static final Duration SOON = Duration.ofSeconds(20);

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
        CachedDataset other = new CachedDataset(
                new DatasetContext(root.context(), key, Parameters.of(Map.of("date", "2001-01-02")), root.options()));

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
            write.commit(content());
        }

        assertThat(applications.readHead(target)).isEmpty();
        assertThat(target.beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
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
        Call<WriteStart> waiting =
                Call.of(() -> second.beginWrite(WriteMode.REUSE)).waits();
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
        Call<WriteStart> waiting =
                Call.of(() -> second.beginWrite(WriteMode.FAIL)).waits();
        applications.finish(first, "rows");

        assertThatThrownBy(waiting::result).isInstanceOf(DatasetExistsException.class);
    }

    @Test
    void oneOfTheWaitingTakesOverWhereTheFirstFails() throws Exception {
        CachedDataset second = applications.dataset("second");
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        Call<GenerationWrite> waiting =
                Call.of(() -> compute(second, WriteMode.REUSE)).waits();
        first.close();

        assertThat(applications.finish(waiting.result(), "rows").published()).isTrue();
    }

    @Test
    void ofManyWhoBeginAtOnceExactlyOneComputes() throws Exception {
        List<Call<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CachedDataset target = applications.dataset("writer" + i);
            calls.add(Call.of(() -> {
                WriteStart start = target.beginWrite(WriteMode.REUSE);
                if (start instanceof WriteStart.Compute compute) {
                    applications.finish(compute.write(), "rows");
                    return true;
                }
                return false;
            }));
        }
        int computed = 0;
        for (Call<Boolean> call : calls) {
            computed += call.result() ? 1 : 0;
        }

        assertThat(computed).isEqualTo(1);
        assertThat(applications.generations()).hasSize(1);
    }

    @Test
    void readersDuringAFirstWriteWaitAndThenAllRead() throws Exception {
        List<CachedDataset> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            readers.add(applications.dataset("reader" + i));
        }
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        List<Call<Snapshot>> waiting = new ArrayList<>();
        for (CachedDataset reader : readers) {
            waiting.add(Call.of(reader::snapshot).waits());
        }
        assertThat(readers.get(0).readers())
                .hasSize(5)
                .allMatch(reader -> reader.generation().isEmpty());
        applications.finish(first, "rows");

        for (Call<Snapshot> call : waiting) {
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
        Call<Snapshot> waiting = Call.of(reader::snapshot).waits();
        first.close();

        assertThatThrownBy(waiting::result).isInstanceOf(DatasetNotCachedException.class);
        assertThat(reader.readers()).isEmpty();
    }

    @Test
    void readerDuringARerunGetsThePreviousGenerationAtOnce() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);

        assertThat(Call.of(() -> applications.readHead(reader)).result()).isEqualTo("old rows");
        applications.finish(rerun, "new rows");
        assertThat(applications.readHead(reader)).isEqualTo("new rows");
    }

    @Test
    void readerDuringARerunWaitsIfItWantsTo() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader", "read.during-rerun", "wait");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        Call<String> waiting = Call.of(() -> applications.readHead(reader)).waits();
        applications.finish(rerun, "new rows");

        assertThat(waiting.result()).isEqualTo("new rows");
    }

    /** As slow a reader as there can be: between its look at the head and its next step, a rerun and all its collection. */
    @Test
    @Tag("fault-11")
    void whatAReaderHasChosenStaysHoweverSoonItIsReplacedAndCollected() throws IOException {
        applications.publish("first", "old rows");
        CachedDataset collector = applications.dataset("collector", "retention", "0s", "lock.lease", "1s");
        String old = collector.head().orElseThrow().name().toString();
        CachedDataset reader = afterItsLookAtVersion(1, applications.dataset("reader"), () -> {
            applications.publish("rerun", "new rows");
            awaitDecision(collector, old);
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

    interface Interlude {
        void run() throws IOException;
    }

    /** The same dataset for one who is held up when it has found a record for the first time. */
    static CachedDataset afterItsLookAtVersion(long version, CachedDataset target, Interlude interlude) {
        Storage slow = new ForwardingStorage(target.context().storage()) {
            private boolean over;

            @Override
            public InputStream open(Path file) throws IOException {
                InputStream record = super.open(file);
                if (!over && file.equals(target.context().layout().record(version))) {
                    over = true;
                    interlude.run();
                }
                return record;
            }
        };
        return Applications.through(slow, target);
    }

    /** Collects until a generation is deleted, or kept because of a reader. */
    static void awaitDecision(CachedDataset collector, String generation) {
        Eventually.within(SOON, generation + " is deleted, or kept for a reader", () -> {
            try {
                return collector.collect(CollectionReport.Mode.DELETE).actions().stream()
                        .filter(action -> action.name().equals(generation))
                        .anyMatch(action -> action.step() == CollectionReport.Step.DELETE
                                || action.why().contains("reading"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void readOfNothingNamesWhatIsSimilar() throws IOException {
        applications.publish("writer", "rows");
        DatasetRoot root = applications.root("reader");

        assertThatThrownBy(() ->
                        root.dataset(DatasetKey.parse("travel.route_delay")).snapshot())
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessage("Dataset travel.route_delay is not cached in " + root.path()
                        + ", and nobody is computing it. Namespace travel has a similar name: route_delays.");
        assertThatThrownBy(
                        () -> root.dataset(DatasetKey.parse("travel.weather")).snapshot())
                .hasMessageEndingWith("Namespace travel holds route_delays.");
        assertThatThrownBy(() ->
                        root.dataset(DatasetKey.parse("trvel.route_delays")).snapshot())
                .hasMessageEndingWith("Namespace trvel holds no dataset; the root holds travel.");
    }

    @Test
    void readInARootThatNobodyHasWrittenToFindsNothing() throws IOException {
        DatasetRoot root = applications.root("reader");

        assertThatThrownBy(() -> root.dataset(KEY).snapshot())
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageEndingWith("Namespace travel holds no dataset.");
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
                .hasMessageEndingWith("Namespace travel holds no dataset.");
    }

    @Test
    void rerunIsDeniedUnlessAllowedAndTheReadersAreNamed() throws IOException {
        applications.publish("first", "rows");
        List<String> before = applications.everything();
        try (Snapshot held = applications.dataset("reader").snapshot()) {
            assertThatThrownBy(() -> applications.dataset("second").beginWrite(WriteMode.REPLACE))
                    .isInstanceOf(RerunDeniedException.class)
                    .hasMessageContainingAll(
                            "Cannot replace dataset travel.route_delays",
                            held.generation().name().toString(),
                            "application_first",
                            "Reading it now: application application_reader",
                            "rerun=allow",
                            "spark.turnstile.rerun=allow");
            assertThatThrownBy(() -> applications.dataset("second").remove())
                    .isInstanceOf(RerunDeniedException.class)
                    .hasMessageContaining("Cannot drop dataset");
        }
        assertThat(applications.dataset("second").holder()).isEmpty();
        assertThat(applications.everything()).isEqualTo(before);
    }

    @Test
    void firstWriteNeedsNoPermissionToRerun() throws IOException {
        applications.finish(compute(applications.dataset("first"), WriteMode.REPLACE), "rows");

        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }

    @Test
    void allowedRerunPublishesAnotherGenerationAndTheOldOneStaysUnderItsReader() throws IOException {
        applications.publish("first", "old rows");
        try (Snapshot old = applications.dataset("reader").snapshot()) {
            applications.publish("second", "new rows");

            assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("new rows");
            assertThat(applications.read(old)).isEqualTo("old rows");
            assertThat(applications.generations()).hasSize(2);
        }
    }

    @Test
    void rerunsFollowOneAnother() throws Exception {
        applications.publish("first", "1");
        GenerationWrite second = compute(applications.dataset("second", "rerun", "allow"), WriteMode.REPLACE);
        CachedDataset third = applications.dataset("third", "rerun", "allow");
        Call<GenerationWrite> waiting =
                Call.of(() -> compute(third, WriteMode.REPLACE)).waits();
        applications.finish(second, "2");
        GenerationWrite own = waiting.result();

        assertThat(own.generation().target()).isEqualTo(3);
        applications.finish(own, "3");
        assertThat(applications.readHead(third)).isEqualTo("3");
    }

    @Test
    void removedDatasetIsGoneForNewReadersAndThereForOldOnes() throws IOException {
        applications.publish("first", "rows");
        try (Snapshot old = applications.dataset("reader").snapshot()) {
            CachedDataset remover = applications.dataset("remover", "rerun", "allow");

            assertThat(remover.remove()).contains(old.generation());
            assertThat(remover.exists()).isFalse();
            assertThat(remover.remove()).isEmpty();
            assertThat(applications.read(old)).isEqualTo("rows");
        }
        assertThatThrownBy(() -> applications.dataset("reader").snapshot())
                .isInstanceOf(DatasetNotCachedException.class);
        assertThat(applications
                        .finish(compute(applications.dataset("again"), WriteMode.FAIL), "new rows")
                        .published())
                .isTrue();
    }

    @Test
    void removalWaitsForTheWriter() throws Exception {
        applications.publish("first", "rows");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        CachedDataset remover = applications.dataset("remover", "rerun", "allow");
        Call<Optional<Generation>> waiting = Call.of(remover::remove).waits();
        Generation published = applications.finish(rerun, "new rows").head();

        assertThat(waiting.result()).contains(published);
        assertThat(remover.exists()).isFalse();
        assertThat(remover.holder()).isEmpty();
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
    @Tag("fault-17")
    void writerThatIsFencedFailsAndLeavesNothing() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");
        target.context().log().append(CommitRecord.NONE.fence(target.context().author()));

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("fence");
        write.close();
        assertThat(applications.generations()).isEmpty();
        assertThat(target.holder()).isEmpty();
        assertThat(applications.finish(compute(target, WriteMode.REUSE), "rows").published())
                .isTrue();
    }

    /** As after a lock that was lost: two first writers, and the other one was faster. */
    @Test
    @Tag("fault-17")
    void firstWriterThatLosesTakesTheWinnersGeneration() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThat(write.commit(content())).isEqualTo(new GenerationWrite.Outcome(winner, false));
        write.close();
        assertThat(applications.generations()).containsExactly(winner.name().toString());
        assertThat(applications.readHead(target)).isEqualTo("their rows");
    }

    /** As when it was stopped before its commit for so long that the winner has collected what it had written. */
    @Test
    void firstWriterThatWasCollectedTakesTheWinnersGeneration() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.REUSE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");
        applications.storage().delete(write.path());

        assertThat(write.commit(content())).isEqualTo(new GenerationWrite.Outcome(winner, false));
        write.close();
    }

    @Test
    void rerunThatWasCollectedLearnsWhoWon() throws IOException {
        applications.publish("first", "old rows");
        GenerationWrite write = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");
        applications.storage().delete(write.path());

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner().orElseThrow().head()).contains(winner));
        write.close();
    }

    @Test
    void writerThatMustCreateFailsIfItLoses() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.FAIL);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner().orElseThrow().head()).contains(winner));
        write.close();
        assertThat(applications.generations()).containsExactly(winner.name().toString());
    }

    @Test
    @Tag("fault-17")
    void rerunThatLosesAlwaysFails() throws IOException {
        applications.publish("first", "old rows");
        GenerationWrite write = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThatThrownBy(() -> write.commit(content())).isInstanceOf(CommitFailedException.class);
        write.close();
        assertThat(applications.generations())
                .hasSize(2)
                .contains(winner.name().toString())
                .doesNotContain(write.generation().toString());
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("their rows");
    }

    /** What another writer does that believes to hold the lock: the log alone decides. */
    private Generation publishPastTheLock(String content) throws IOException {
        CachedDataset other = applications.dataset("other");
        CommitRecord base = other.context().log().head();
        HeldLock none = new HeldLock() {
            @Override
            public String dataset() {
                return KEY.toString();
            }

            @Override
            public State state() {
                return State.UNCOORDINATED;
            }

            @Override
            public void close() {}

            @Override
            public void fail(String cause, int inARow) {}

            @Override
            public void waitsFor(String awaited) {}
        };
        try (var locks = InProcessLocks.open("past-the-lock", other.context().application(), Duration.ofSeconds(1))) {
            return Call.of(() -> applications
                            .finish(
                                    new GenerationWrite(other.context(), base, none, locks, WriteMode.REUSE, 0),
                                    content)
                            .head())
                    .result();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void removalThatLosesTheVersionLooksAgain() throws IOException {
        applications.publish("first", "rows");
        CachedDataset remover = applications.dataset("remover", "rerun", "allow");
        remover.context()
                .log()
                .append(remover.context().log().head().fence(remover.context().author()));

        assertThat(remover.remove()).isPresent();
        assertThat(remover.context().log().head().version()).isEqualTo(3);
        assertThat(remover.context().log().head().reason()).isEqualTo(Reason.REMOVE);
    }

    @Test
    void readerGivesUpAfterItsTimeAndLeavesNoPin() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader", "lock.wait", "50ms");

        assertThatThrownBy(() -> Call.of(reader::snapshot).result())
                .isInstanceOf(DatasetLockedException.class)
                .hasMessageContainingAll(
                        "Dataset travel.route_delays is being computed by application application_writer",
                        "gave up after waiting",
                        "lock.wait");
        assertThat(reader.readers()).isEmpty();
        first.close();
    }

    @Test
    void writerGivesUpAfterItsTimeOrAtOnce() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset patient = applications.dataset("patient", "lock.wait", "50ms");
        CachedDataset hasty = applications.dataset("hasty", "on-contention", "fail");

        assertThatThrownBy(
                        () -> Call.of(() -> patient.beginWrite(WriteMode.REUSE)).result())
                .isInstanceOf(DatasetLockedException.class);
        assertThatThrownBy(
                        () -> Call.of(() -> hasty.beginWrite(WriteMode.REUSE)).result())
                .isInstanceOf(DatasetLockedException.class)
                .hasMessageContaining("gave up after waiting 0.0 s");
        assertThatThrownBy(() -> Call.of(hasty::snapshot).result()).isInstanceOf(DatasetLockedException.class);
        first.close();
        assertThat(patient.holder()).isEmpty();
    }

    @Test
    @Tag("fault-14")
    void interruptedReaderLeavesNoPin() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader");
        Call<Boolean> waiting = Call.of(() -> {
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
    @Tag("fault-14")
    void interruptedWriterLeavesNoLock() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        CachedDataset second = applications.dataset("second");
        Call<WriteStart> waiting =
                Call.of(() -> second.beginWrite(WriteMode.REUSE)).waits();
        waiting.interrupt();

        assertThatThrownBy(waiting::result)
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContainingAll("travel.route_delays", "application_writer");
        first.close();
        assertThat(second.holder()).isEmpty();
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

    /** It would wait for itself for ever. */
    @Test
    void computationThatWritesItsOwnDatasetFailsAtOnce() throws Exception {
        CachedDataset target = applications.dataset("writer");
        Call<WriteStart> nested = Call.of(() -> {
            try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
                assertThat(write.key()).isEqualTo(KEY);
                return target.beginWrite(WriteMode.REUSE);
            }
        });

        assertThatThrownBy(nested::result).isInstanceOf(SelfReadException.class);
        assertThat(target.holder()).isEmpty();
    }

    @Test
    void rerunMayReadThePreviousGenerationOfItsOwnDataset() throws IOException {
        applications.publish("first", "1");
        CachedDataset target = applications.dataset("rerun", "rerun", "allow", "read.during-rerun", "wait");
        GenerationWrite write = compute(target, WriteMode.REPLACE);
        applications.finish(write, applications.readHead(target) + "+1");

        assertThat(applications.readHead(target)).isEqualTo("1+1");
    }

    /** A pool's thread began a write that another one closed; later it reads the dataset, which others compute. */
    @Test
    void threadWhoseWriteWasClosedByAnotherIsNotComputing() throws Exception {
        GenerationWrite begun = compute(applications.dataset("one"), WriteMode.REUSE);
        Call.of(() -> {
                    begun.close();
                    return true;
                })
                .result();
        CachedDataset two = applications.dataset("two");
        GenerationWrite write = Call.of(() -> compute(two, WriteMode.REUSE)).result();
        CachedDataset hasty = applications.dataset("hasty", "on-contention", "fail");

        assertThatThrownBy(hasty::snapshot).isInstanceOf(DatasetLockedException.class);
        write.close();
    }

    @Test
    @Tag("fault-11")
    void twoSpellingsOfARootShareLocks() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        Path root = applications.root();
        String path = root.toUri().getPath();
        for (String spelling : List.of(root + "/", root.toString().replace(path, "//" + path + "//"), path)) {
            CachedDataset other = applications.dataset("other", "root", spelling, "on-contention", "fail");

            assertThatThrownBy(() ->
                            Call.of(() -> other.beginWrite(WriteMode.REUSE)).result())
                    .as(spelling)
                    .isInstanceOf(DatasetLockedException.class);
        }
        first.close();
    }

    @Test
    void datasetsAreListedByNamespace() throws IOException {
        DatasetRoot root = applications.root("writer", "rerun", "allow");
        for (String key : List.of("b", "a", "travel.route_delays", "travel.eu.weather", "gone.x")) {
            applications.finish(compute(root.dataset(DatasetKey.parse(key)), WriteMode.REUSE), key);
        }
        root.dataset(DatasetKey.parse("gone.x")).remove();

        assertThat(root.datasets(List.of())).containsExactly(new DatasetKey(List.of("a")), DatasetKey.parse("b"));
        assertThat(root.datasets(List.of("travel"))).containsExactly(KEY);
        assertThat(root.namespaces(List.of())).containsExactly("gone", "travel");
        assertThat(root.namespaces(List.of("travel"))).containsExactly("eu");
        assertThat(root.hasNamespace(List.of("travel", "eu"))).isTrue();
        assertThat(root.hasNamespace(List.of("a"))).isFalse();
        assertThat(root.hasNamespace(List.of("nowhere"))).isFalse();
    }

    @Test
    void rootThatIsClosedGivesItsLocksAndPinsBackAndIsOfNoMoreUse() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot root = applications.root("leaving", "rerun", "allow");
        Snapshot held = root.dataset(KEY).snapshot();
        GenerationWrite write = compute(root.dataset(KEY), WriteMode.REPLACE);
        root.close();
        root.close();
        write.close();
        held.close();

        CachedDataset other = applications.dataset("other");
        assertThat(other.readers()).isEmpty();
        assertThat(other.holder()).isEmpty();
        assertThatThrownBy(() -> root.dataset(KEY).snapshot()).isInstanceOf(IllegalStateException.class);
    }
}
