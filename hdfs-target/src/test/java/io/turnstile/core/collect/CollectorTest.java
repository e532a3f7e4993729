package io.turnstile.core.collect;

import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is deleted when, whichever locks and file system there are. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class CollectorTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Parameter
    Pairing pairing;

    private Applications applications;
    private CachedDataset collector;

    @BeforeEach
    void openRoot() throws IOException {
        Map<String, String> common = new HashMap<>(pairing.lockService());
        common.put("lock.lease", "1s");
        applications = new Applications(pairing.files(), common);
        collector = applications.dataset("collector", "retention", "0s", "rerun", "allow");
    }

    @AfterEach
    void endApplications() {
        // Where this pairing cannot be had the test is left out.
        if (applications != null) {
            applications.close();
        }
    }

    @Test
    void rootThatNobodyHasWrittenToNeedsNoCollection() throws IOException {
        CollectionReport collection = collector.collect(Mode.DELETE);

        assertThat(collection.actions()).isEmpty();
        assertThat(collection.refused()).get().asString().contains("nothing has been written");
        assertThat(applications.everything()).isEmpty();
    }

    @Test
    void headIsNeverCollected() throws IOException {
        applications.publish("first", "rows");

        assertThat(collector.collect(Mode.DELETE)).isEqualTo(new CollectionReport(List.of(), Optional.empty()));
        assertThat(applications.readHead(collector)).isEqualTo("rows");
    }

    /** Retired at once, deleted a lease later: so long a reader needs to register its pin again. */
    @Test
    void supersededGenerationIsRetiredAndThenDeleted() throws IOException {
        applications.publish("first", "old rows");
        GenerationName old = head();
        applications.publish("second", "new rows");

        assertThat(collector.collect(Mode.DELETE).actions())
                .extracting(Action::name, Action::step)
                .startsWith(tuple(old.toString(), Step.RETIRE));
        assertThat(Contexts.of(collector).log().head().reason()).isEqualTo(Reason.RETIRE);
        assertThat(Contexts.of(collector).log().head().readable(old)).isEmpty();
        assertThat(applications.generations()).contains(old.toString());
        awaitAction(old, Step.DELETE, "nobody is reading it");
        assertThat(applications.generations()).containsExactly(head().toString());
        assertThat(applications.readHead(collector)).isEqualTo("new rows");
    }

    @Test
    void generationWithinItsRetentionIsKept() throws IOException {
        applications.publish("first", "old rows");
        GenerationName old = head();
        applications.publish("second", "new rows");

        List<Action> actions =
                applications.dataset("careful").collect(Mode.DELETE).actions();
        assertThat(actions)
                .extracting(Action::name, Action::step, Action::why, Action::bytes)
                .containsExactly(tuple(old.toString(), Step.KEEP, "superseded, within the retention", 8L));
        assertThat(actions.get(0).due()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
        assertThat(Contexts.of(collector).log().head().version()).isEqualTo(2);
    }

    @Test
    @Tag("fault-11")
    void generationIsKeptForAsLongAsItIsPinnedAndDeletedAfterwards() throws IOException {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader");
        Snapshot pinned = reader.snapshot();
        GenerationName old = pinned.generation().name();
        applications.publish("second", "new rows");
        awaitAction(old, Step.KEEP, "somebody is reading it");
        for (int i = 0; i < 3; i++) {
            assertThat(collector.collect(Mode.DELETE).actions())
                    .extracting(Action::step)
                    .containsOnly(Step.KEEP);
        }
        assertThat(applications.read(pinned)).isEqualTo("old rows");
        pinned.close();
        awaitAction(old, Step.DELETE, "nobody is reading it");
        assertThat(applications.generations()).doesNotContain(old.toString());
    }

    @Test
    @Tag("fault-11")
    void everythingIsKeptWhileAReaderHasNotChosenYet() throws IOException {
        applications.publish("first", "old rows");
        GenerationName old = head();
        applications.publish("second", "new rows");
        try (DatasetLocks locks = pairing.openLocks(applications)) {
            Passage undecided = locks.pass(Applications.KEY.toString());
            awaitAction(old, Step.KEEP, "about to read something");
            assertThat(applications.generations()).contains(old.toString());
            undecided.pin().close();
            awaitAction(old, Step.DELETE, "nobody is reading it");
        }
        assertThat(applications.generations()).doesNotContain(old.toString());
    }

    /** Pins ran out meanwhile, perhaps, so the list says nothing. */
    @Test
    @Tag("fault-11")
    void nothingIsDeletedIfTheLockServiceHungWhileItListedThePins() throws IOException {
        applications.publish("first", "old rows");
        CachedDataset reader = applications.dataset("reader");
        Snapshot pinned = reader.snapshot();
        GenerationName old = pinned.generation().name();
        applications.publish("second", "new rows");
        awaitAction(old, Step.KEEP, "somebody is reading it");
        pinned.close();
        try (DatasetLocks locks = pairing.openLocks(applications)) {
            HeldLock held = ((Attempt.Acquired) locks.tryAcquire(Applications.KEY.toString())).lock();
            Collector.underLock(Contexts.of(collector), hangingWhileItListsPins(locks), held);
            held.close();
        }
        assertThat(applications.generations()).contains(old.toString());

        awaitAction(old, Step.DELETE, "nobody is reading it");
    }

    /** Contact has been without a break until then, and is again some time afterwards. */
    private static DatasetLocks hangingWhileItListsPins(DatasetLocks locks) {
        AtomicBoolean hung = new AtomicBoolean();
        return (DatasetLocks) Proxy.newProxyInstance(
                DatasetLocks.class.getClassLoader(),
                new Class<?>[] {DatasetLocks.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("untilPinsAreKnown")) {
                        return hung.get() ? Duration.ofSeconds(1) : Duration.ZERO;
                    }
                    hung.compareAndSet(false, method.getName().equals("readers"));
                    return method.invoke(locks, arguments);
                });
    }

    @Test
    void removedGenerationIsDeletedWhenNobodyReadsIt() throws IOException {
        applications.publish("first", "rows");
        GenerationName removed = head();
        collector.remove();

        awaitAction(removed, Step.DELETE, "nobody is reading it");
        assertThat(applications.generations()).isEmpty();
        assertThat(collector.exists()).isFalse();
    }

    @Test
    void rerunsCollectByThemselves() throws IOException {
        CachedDataset rerun = applications.dataset("rerun", "retention", "0s", "rerun", "allow");
        applications.finish(compute(rerun, WriteMode.REPLACE), "0");
        String first = head().toString();

        Eventually.within(SOON, "a rerun deletes the first generation", () -> {
            try {
                applications.finish(compute(rerun, WriteMode.REPLACE), "again");
                return !applications.generations().contains(first);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(applications.readHead(rerun)).isEqualTo("again");
    }

    @Test
    void whatADeadFirstWriterLeftIsFencedAndDeleted() throws IOException {
        GenerationWrite dead = diesWhileItComputes();
        assertThat(applications.generations()).containsExactly(dead.generation().toString());

        assertThat(collector.collect(Mode.DELETE).actions())
                .containsExactly(new Action(
                        dead.generation().toString(),
                        Step.DELETE,
                        "never published, and it cannot be any more",
                        "lost rows".length(),
                        null));
        assertThat(applications.generations()).isEmpty();
        assertThat(Contexts.of(collector).log().head().reason()).isEqualTo(Reason.FENCE);
        assertThatThrownBy(() -> Contexts.of(collector)
                        .log()
                        .append(CommitRecord.NONE.fence(
                                Contexts.of(applications.dataset("dead")).author())))
                .isInstanceOf(CommitFailedException.class);
        applications.publish("second", "rows");
        assertThat(applications.readHead(collector)).isEqualTo("rows");
    }

    @Test
    void whatADeadWriterLeftIsDeletedWithoutAFenceOnceTheVersionIsTaken() throws IOException {
        GenerationWrite dead = diesWhileItComputes();
        applications.publish("second", "rows");

        assertThat(applications.generations())
                .as("collected after the publish")
                .containsExactly(head().toString())
                .doesNotContain(dead.generation().toString());
        assertThat(Contexts.of(collector).log().head().version()).isEqualTo(1);
    }

    @Test
    void temporaryFileOfARecordIsDeletedOnceTheVersionIsTaken() throws IOException {
        applications.publish("first", "rows");
        Layout layout = Contexts.of(collector).layout();
        applications
                .storage()
                .create(new Path(layout.log(), "00000001.json.0a1b2c3d.tmp"))
                .close();
        applications
                .storage()
                .create(new Path(layout.log(), "00000002.json.0a1b2c3d.tmp"))
                .close();

        assertThat(collector.collect(Mode.DELETE).actions())
                .containsExactly(new Action(
                        "00000001.json.0a1b2c3d.tmp", Step.DELETE, "a record that was never created", 0, null));
        assertThat(applications.storage().list(layout.log()))
                .extracting(entry -> entry.name())
                .contains("00000001.json", "00000002.json.0a1b2c3d.tmp")
                .doesNotContain("00000001.json.0a1b2c3d.tmp");
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        applications.publish("first", "rows");
        for (String name : List.of("README", "g-1-x", "g-00000001-XXXXXXXX", "00000001.json.tmp", "00000000.json")) {
            applications
                    .storage()
                    .create(new Path(Contexts.of(collector).layout().log(), name))
                    .close();
        }
        List<String> before = applications.everything();

        assertThat(collector.collect(Mode.DELETE).actions()).isEmpty();
        assertThat(applications.everything()).isEqualTo(before);
    }

    @Test
    void datasetThatIsBeingWrittenIsLeftAlone() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.REUSE);
        applications.writeTask(write, "rows");
        CollectionReport collection = collector.collect(Mode.DELETE);

        assertThat(collection.actions()).isEmpty();
        assertThat(collection.refused()).get().asString().contains("being written by application application_writer");
        write.commit(content());
        write.close();
        assertThat(applications.readHead(collector)).isEqualTo("rows");
    }

    @Test
    void dryRunSaysWhatWouldBeDoneAndChangesNothing() throws IOException {
        applications.publish("first", "old rows");
        applications.publish("second", "new rows");
        GenerationWrite dead = diesWhileItComputes();
        applications
                .storage()
                .create(new Path(Contexts.of(collector).layout().log(), "00000001.json.0a1b2c3d.tmp"))
                .close();
        List<String> before = applications.everything();
        CollectionReport said = collector.collect(Mode.DRY_RUN);

        assertThat(applications.everything()).isEqualTo(before);
        assertThat(said.actions())
                .extracting(Action::name, Action::step)
                .contains(
                        tuple(dead.generation().toString(), Step.DELETE),
                        tuple("00000001.json.0a1b2c3d.tmp", Step.DELETE));
        CollectionReport done = collector.collect(Mode.DELETE);
        assertThat(done.refused()).isEqualTo(said.refused());
        assertThat(done.actions())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("due")
                .containsExactlyElementsOf(said.actions());
        assertThat(applications.everything()).isNotEqualTo(before);
    }

    /** Begins to compute, ends as a process does whose lease runs out, and leaves its files. */
    private GenerationWrite diesWhileItComputes() throws IOException {
        DatasetRoot root = applications.root("dead", "rerun", "allow");
        GenerationWrite write = compute(root.dataset(Applications.KEY), WriteMode.REPLACE);
        applications.writeTask(write, "lost rows");
        root.close();
        return write;
    }

    private GenerationName head() throws IOException {
        return collector.head().orElseThrow().name();
    }

    /** Collects again and again until that happens to a generation. */
    private void awaitAction(GenerationName generation, Step step, String why) {
        Eventually.within(SOON, generation + ": " + step + " because " + why, () -> {
            try {
                return collector.collect(Mode.DELETE).actions().stream()
                        .anyMatch(action -> action.name().equals(generation.toString())
                                && action.step() == step
                                && action.why().contains(why));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
