package io.turnstile.core.collect;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.DueIndex.Due;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the changes of one dataset do for the others of its root. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class IncrementalCollectorTest extends EveryPairing {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final DatasetKey FIRST = DatasetKey.parse("travel.first");
    private static final DatasetKey OTHER = DatasetKey.parse("travel.other");

    private DatasetRoot first;
    private DatasetRoot second;

    @BeforeEach
    void openRoots() throws IOException {
        applications.usePinsOfASecond();
        first = applications.root("first", "rerun", "allow", "retention", "0s");
        second = applications.root("second", "rerun", "allow", "retention", "0s");
    }

    private void publish(DatasetRoot root, DatasetKey key) throws IOException {
        applications.finish(compute(root.dataset(key), WriteMode.REPLACE), "rows");
    }

    private List<String> generationsOfFirst() throws IOException {
        return applications
                .storage()
                .list(Contexts.of(first.dataset(FIRST)).layout().log())
                .stream()
                .map(Entry::name)
                .filter(name -> GenerationName.parse(name).isPresent())
                .toList();
    }

    private List<Due> index() throws IOException {
        return applications.storage().list(Layout.due(applications.root())).stream()
                .map(entry -> Due.parse(entry.name()).orElseThrow())
                .toList();
    }

    private void enter(DatasetKey dataset, Instant at, Duration retention) throws IOException {
        applications
                .storage()
                .create(new Path(Layout.due(applications.root()), new Due(at, retention, dataset).name()))
                .close();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void publishOtherUntil(String what, Condition condition) {
        Eventually.within(SOON, what, () -> {
            try {
                publish(second, OTHER);
                return condition.holds();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void filesOfADatasetThatWasDroppedGoByWhatAnotherApplicationPublishes() throws IOException {
        publish(first, FIRST);
        first.dataset(FIRST).remove();
        first.close();
        assertThat(generationsOfFirst()).hasSize(1);
        assertThat(index()).extracting(Due::dataset).containsOnly(FIRST);

        publishOtherUntil(
                "the first one's files are deleted", () -> generationsOfFirst().isEmpty());
        publishOtherUntil(
                "nobody looks at it any more",
                () -> index().stream().noneMatch(due -> due.dataset().equals(FIRST)));
        assertThat(second.activity().generationsCollected()).isPositive();
    }

    @Test
    void firstPublishEntersNothing() throws IOException {
        publish(first, FIRST);

        assertThat(index()).isEmpty();
    }

    @Test
    void manyRerunsMakeFewEntries() throws IOException {
        DatasetRoot careful = applications.root("careful", "rerun", "allow");
        for (int i = 0; i < 10; i++) {
            publish(careful, FIRST);
        }
        assertThat(index())
                .as("one, or one more where a tenth of the retention ends")
                .hasSizeBetween(1, 2)
                .allSatisfy(due -> {
                    assertThat(due.retention()).isEqualTo(Duration.ofHours(1));
                    assertThat(due.at())
                            .isBetween(
                                    Instant.now().plusSeconds(50 * 60),
                                    Instant.now().plusSeconds(70 * 60));
                });
    }

    @Test
    void retentionOfWhoeverSupersededIsKept() throws IOException {
        publish(first, FIRST);
        applications.root("careful", "rerun", "allow").dataset(FIRST).remove();
        enter(FIRST, Instant.now().minusSeconds(60), Duration.ofHours(1));

        publishOtherUntil(
                "somebody has looked",
                () -> index().stream().noneMatch(due -> due.at().isBefore(Instant.now())));
        assertThat(Contexts.of(first.dataset(FIRST)).log().head().version())
                .as("nothing retired")
                .isEqualTo(2);
        assertThat(generationsOfFirst()).hasSize(1);
    }

    @Test
    void datasetThatIsBeingComputedIsLookedAtLaterAndTheOthersNow() throws IOException {
        publish(first, FIRST);
        GenerationWrite computing = compute(first.dataset(FIRST), WriteMode.REPLACE);
        DatasetKey gone = DatasetKey.parse("travel.gone");
        DatasetRoot remover = applications.root("remover", "rerun", "allow", "retention", "0s");
        publish(remover, gone);
        remover.dataset(gone).remove();
        enter(FIRST, Instant.EPOCH, Duration.ZERO);
        Layout layout = Contexts.of(remover.dataset(gone)).layout();

        publishOtherUntil(
                "the other one's files are deleted",
                () -> applications.storage().list(layout.log()).stream().noneMatch(Entry::directory));
        assertThat(index())
                .filteredOn(due -> due.dataset().equals(FIRST))
                .as("still to be looked at")
                .isNotEmpty()
                .noneMatch(due -> due.at().equals(Instant.EPOCH));
        applications.finish(computing, "new rows");
        assertThat(applications.readHead(first.dataset(FIRST))).isEqualTo("new rows");
    }

    @Test
    void publishLooksAtTwoOthersAndNeverFailsForThem() throws IOException {
        publish(first, FIRST);
        first.dataset(FIRST).remove();
        CachedDataset damaged = first.dataset(FIRST);
        Path record = Contexts.of(damaged).layout().record(damaged.record().version());
        applications.storage().delete(record);
        applications.storage().create(record).close();
        applications.storage().delete(Layout.due(applications.root()));
        enter(FIRST, Instant.EPOCH, Duration.ZERO);
        for (int i = 0; i < 4; i++) {
            enter(DatasetKey.parse("travel.none" + i), Instant.EPOCH.plusSeconds(i + 1), Duration.ZERO);
        }
        DatasetRoot once = applications.root("once");
        publish(once, OTHER);
        once.close();

        assertThat(index())
                .as("the damaged one and the next are looked at")
                .extracting(due -> due.dataset().name())
                .containsExactlyInAnyOrder("none1", "none2", "none3");
    }

    @Test
    void indexThatCannotBeUsedFailsNoPublish() throws IOException {
        applications.storage().create(Layout.due(applications.root())).close();
        publish(first, FIRST);
        publish(first, FIRST);

        assertThat(applications.readHead(first.dataset(FIRST))).isEqualTo("rows");
    }

    @Test
    void namesOfEntriesAreSortedByTimeAndOthersAreNone() {
        Due due = new Due(Instant.parse("2001-02-03T04:05:06.007Z"), Duration.ofHours(1), FIRST);

        assertThat(due.name()).isEqualTo("20010203T040506007Z-3600s-travel.first");
        assertThat(Due.parse(due.name())).contains(due);
        for (String other : List.of("", "README", "20011399T040506007Z-1s-a", "20010203T040506007Z-1s-a..b")) {
            assertThat(Due.parse(other)).as(other).isEqualTo(Optional.empty());
        }
    }
}
