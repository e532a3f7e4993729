package io.turnstile.core.collect;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.collect.DueIndex.Due;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Digest;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.reuse.UnnamedKeys;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.WatchedStorage;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes by itself because what it was computed from has moved on, and what stays. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class UnnamedSiblingsTest extends EveryPairing {
    private static final String ROWS = Digest.of("rows");
    private static final DatasetKey MONDAY = UnnamedKeys.of(Digest.of("monday"));
    private static final DatasetKey TUESDAY = UnnamedKeys.of(Digest.of("tuesday"));
    private static final DatasetKey NAMED = DatasetKey.parse("travel.delays");

    private DatasetRoot writer;

    @BeforeEach
    void openWriter() throws IOException {
        applications.usePinsOfASecond();
        writer = applications.root("writer", "rerun", "allow");
    }

    private Generation publish(DatasetKey key, String inputs) throws IOException {
        return publish(writer, key, inputs);
    }

    private Generation publish(DatasetRoot root, DatasetKey key, String inputs) throws IOException {
        Origin origin = new Origin(new Origin.Query("f", "", "SELECT 1", List.of()), List.of())
                .signed(new Signature(ROWS, Digest.of(inputs), List.of()));
        try (GenerationWrite write = compute(root.dataset(key), WriteMode.REPLACE)) {
            applications.writeTask(write, inputs);
            return write.commit(new GenerationContent("text", "value string", List.of(), Map.of(), 1, null, origin))
                    .head();
        }
    }

    private List<Due> index() throws IOException {
        return applications.storage().list(Layout.due(applications.root())).stream()
                .map(entry -> Due.parse(entry.name()).orElseThrow())
                .toList();
    }

    private List<String> generations(DatasetKey key) throws IOException {
        Layout layout = Contexts.of(writer.dataset(key)).layout();
        return applications.storage().list(layout.log()).stream()
                .map(Entry::name)
                .filter(name -> GenerationName.parse(name).isPresent())
                .toList();
    }

    private boolean isThere(DatasetKey key) throws IOException {
        return writer.dataset(key).head().isPresent();
    }

    private CachedDataset inAHurry(DatasetKey key) throws IOException {
        return applications.root("collector", "retention", "0s").dataset(key);
    }

    private List<DatasetCollectionRow> collectAll(Mode mode, String retention) throws IOException {
        DatasetRoot root = applications.root("collector", "retention", retention);
        List<DatasetCollectionRow> rows = new ArrayList<>();
        new Operations(root, root.options()).collect("", mode, rows::add);
        return rows;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void publishOtherUntil(DatasetRoot root, String what, Condition condition) {
        Eventually.within(Duration.ofSeconds(20), what, () -> {
            try {
                applications.finish(compute(root.dataset(DatasetKey.parse("a.other")), WriteMode.REPLACE), "rows");
                return condition.holds();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void whatHasEarlierInputsGoesWithItsFilesByWhatOthersPublishAndTheLaterOneStays() throws IOException {
        DatasetRoot hurried = applications.root("hurried", "rerun", "allow", "retention", "0s");
        publish(hurried, MONDAY, "monday");
        assertThat(index()).isEmpty();
        Generation later = publish(hurried, TUESDAY, "tuesday");
        assertThat(index()).extracting(Due::dataset).containsExactly(MONDAY);

        publishOtherUntil(
                hurried,
                "the earlier one's files are deleted",
                () -> generations(MONDAY).isEmpty());
        assertThat(isThere(MONDAY)).isFalse();
        assertThat(writer.dataset(TUESDAY).head()).contains(later);
        assertThat(applications.readHead(writer.dataset(TUESDAY))).isEqualTo("tuesday");
        assertThat(applications.storage().list(Layout.plans(applications.root())))
                .as("its entry in the index has gone, too")
                .singleElement()
                .extracting(Entry::name)
                .asString()
                .endsWith(TUESDAY.toString());
        assertThat(Contexts.of(writer.dataset(MONDAY)).log().read(2).note()).isEqualTo("superseded by " + TUESDAY);
    }

    @Test
    void retentionOfWhoPublishesCounts() throws IOException {
        publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");

        assertThat(index()).singleElement().satisfies(due -> {
            assertThat(due.dataset()).isEqualTo(MONDAY);
            assertThat(due.retention()).isEqualTo(Duration.ofHours(1));
            assertThat(due.at())
                    .isBetween(Instant.now().plusSeconds(59 * 60), Instant.now().plusSeconds(70 * 60));
        });
        List<Action> actions = writer.dataset(MONDAY).collect(Mode.DELETE).actions();
        assertThat(actions).singleElement().satisfies(kept -> {
            assertThat(kept.step()).isEqualTo(Step.KEEP);
            assertThat(kept.why()).contains("inputs have moved on", TUESDAY.toString(), "within the retention");
            assertThat(kept.due()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        });
        assertThat(collectAll(Mode.DELETE, "1h"))
                .extracting(DatasetCollectionRow::dataset, DatasetCollectionRow::waiting, DatasetCollectionRow::removed)
                .containsExactly(tuple(MONDAY.toString(), 1L, 0L), tuple("*", 1L, 0L));
        assertThat(isThere(MONDAY)).isTrue();
    }

    @Test
    void collectionOfTheRootSaysWhatItWouldRemoveAndThenRemovesIt() throws IOException {
        publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");
        List<String> before = applications.everything();

        assertThat(collectAll(Mode.DRY_RUN, "0s"))
                .extracting(DatasetCollectionRow::dataset, DatasetCollectionRow::removed)
                .containsExactly(tuple(MONDAY.toString(), 1L), tuple("*", 1L));
        assertThat(inAHurry(MONDAY).collect(Mode.DRY_RUN).actions().get(0).step())
                .isEqualTo(Step.REMOVE);
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(collectAll(Mode.DELETE, "0s"))
                .extracting(DatasetCollectionRow::dataset, DatasetCollectionRow::removed)
                .containsExactly(tuple(MONDAY.toString(), 1L), tuple("*", 1L));
        assertThat(isThere(MONDAY)).isFalse();
        assertThat(isThere(TUESDAY)).isTrue();
        assertThat(generations(MONDAY)).as("files follow by the usual rules").hasSize(1);
    }

    @Test
    void whatIsReadStaysUntilItIsReadNoMore() throws IOException {
        Generation earlier = publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");
        try (Snapshot reading = applications.root("reader").dataset(MONDAY).snapshot()) {
            assertThat(inAHurry(MONDAY).collect(Mode.DELETE).actions())
                    .singleElement()
                    .satisfies(kept -> {
                        assertThat(kept.step()).isEqualTo(Step.KEEP);
                        assertThat(kept.why()).contains("is being read by application application_reader");
                    });
            collectAll(Mode.DELETE, "0s");
            assertThat(writer.dataset(MONDAY).head()).contains(earlier);
            assertThat(applications.read(reading)).isEqualTo("monday");
        }

        collectAll(Mode.DELETE, "0s");
        assertThat(isThere(MONDAY)).isFalse();
    }

    @Test
    void readerWhoComesRightBeforeTheRemovalKeepsItsFiles() throws IOException {
        Generation earlier = publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");
        DatasetRoot readers = applications.root("reader");
        List<Snapshot> readings = new ArrayList<>();
        Storage watched = new WatchedStorage(applications.storage(), step -> {
            if (step.equals("before publish 00000002.json")) {
                try {
                    readings.add(readers.dataset(MONDAY).snapshot());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThat(Applications.through(watched, inAHurry(MONDAY))
                        .collect(Mode.DELETE)
                        .actions())
                .extracting(Action::step)
                .startsWith(Step.REMOVE);
        assertThat(isThere(MONDAY)).isFalse();
        try (Snapshot reading = readings.get(0)) {
            Applications.awaitDecision(inAHurry(MONDAY), earlier.name().toString());
            assertThat(applications.read(reading)).isEqualTo("monday");
        }
        assertThat(readings).hasSize(1);
    }

    @Test
    void whatIsBeingComputedIsLeftAlone() throws IOException {
        Generation earlier = publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");
        try (GenerationWrite write = compute(writer.dataset(MONDAY), WriteMode.REPLACE)) {
            assertThat(collectAll(Mode.DELETE, "0s").get(0).refused()).contains("being written");
            assertThat(write.isRerun()).isTrue();
        }
        assertThat(writer.dataset(MONDAY).head()).contains(earlier);
    }

    @Test
    void withoutALaterOneItStays() throws IOException {
        publish(MONDAY, "monday");
        assertThat(collectAll(Mode.DELETE, "0s")).as("alone").hasSize(1);
        publish(TUESDAY, "monday");
        assertThat(collectAll(Mode.DELETE, "0s")).as("from the same inputs").hasSize(1);
        publish(TUESDAY, "tuesday");
        writer.dataset(TUESDAY).remove();
        collectAll(Mode.DELETE, "0s");

        assertThat(isThere(MONDAY)).as("the later one was removed").isTrue();
    }

    @Test
    void whereInputsGoBackTheOtherOneGoes() throws IOException {
        publish(MONDAY, "monday");
        publish(TUESDAY, "tuesday");
        publish(MONDAY, "monday");
        assertThat(index()).extracting(Due::dataset).contains(MONDAY, TUESDAY);
        assertThat(inAHurry(MONDAY).collect(Mode.DELETE).actions()).noneMatch(action -> action.step() == Step.REMOVE);
        collectAll(Mode.DELETE, "0s");

        assertThat(isThere(MONDAY)).isTrue();
        assertThat(isThere(TUESDAY)).isFalse();
    }

    @Test
    void whatHasANameStaysHoweverItsInputsMoveOn() throws IOException {
        DatasetKey inTheSameNamespace = DatasetKey.parse(UnnamedKeys.NAMESPACE + ".mine");
        publish(NAMED, "monday");
        publish(inTheSameNamespace, "monday");
        publish(TUESDAY, "tuesday");
        assertThat(index()).isEmpty();
        collectAll(Mode.DELETE, "0s");
        inAHurry(NAMED).collect(Mode.DELETE);
        assertThat(isThere(NAMED)).isTrue();
        assertThat(isThere(inTheSameNamespace)).isTrue();

        publish(NAMED, "wednesday");
        collectAll(Mode.DELETE, "0s");
        assertThat(isThere(TUESDAY))
                .as("what has a name can supersede what has none")
                .isFalse();
    }

    @Test
    void publishLooksAtTwentyOthersAtMost() throws IOException {
        for (int i = 0; i < 30; i++) {
            String name = String.join(
                    "-",
                    ROWS,
                    Digest.of("inputs" + i),
                    new GenerationName(1, "00000000").toString(),
                    UnnamedKeys.of(Digest.of("inputs" + i)).toString());
            applications
                    .storage()
                    .create(new Path(Layout.plans(applications.root()), name))
                    .close();
        }
        publish(MONDAY, "monday");

        assertThat(index()).hasSize(20);
    }
}
