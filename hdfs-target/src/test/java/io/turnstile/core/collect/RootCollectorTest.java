package io.turnstile.core.collect;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes of a whole root, and what is said of the rest. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class RootCollectorTest extends EveryPairing {
    private DatasetRoot writer;

    @BeforeEach
    void openWriter() throws IOException {
        applications.usePinsOfASecond();
        writer = applications.root("writer", "rerun", "allow");
    }

    private CachedDataset dataset(String key) {
        return writer.dataset(DatasetKey.parse(key));
    }

    private CachedDataset publish(String key, String... contents) throws IOException {
        for (String content : contents) {
            applications.finish(compute(dataset(key), WriteMode.REPLACE), content);
        }
        return dataset(key);
    }

    /** Begins to compute, ends as a process does whose lease runs out, and leaves its files. */
    private void dieComputing(String key) throws IOException {
        DatasetRoot root = applications.root("dead", "rerun", "allow");
        applications.writeTask(compute(root.dataset(DatasetKey.parse(key)), WriteMode.REPLACE), "lost rows");
        root.close();
    }

    private List<DatasetCollectionRow> collect(String namespace, Mode mode, String... options) throws IOException {
        DatasetRoot root = applications.root("collector", options);
        List<DatasetCollectionRow> rows = new ArrayList<>();
        new Operations(root, root.options()).collect(namespace, mode, rows::add);
        return rows;
    }

    @Test
    void everythingThatGoesOrWaitsIsToldWithItsSizeAndTimeAndNothingElse() throws IOException {
        publish("top", "rows");
        publish("travel.replaced", "old rows", "rows");
        publish("gone.deep.removed", "rows").remove();
        writer.dropNamespace(List.of("gone"));
        dieComputing("travel.never");
        List<String> before = applications.everything();

        List<DatasetCollectionRow> rows = collect("", Mode.DRY_RUN);
        assertThat(rows)
                .extracting(
                        DatasetCollectionRow::dataset,
                        DatasetCollectionRow::generations,
                        DatasetCollectionRow::bytes,
                        DatasetCollectionRow::waiting,
                        DatasetCollectionRow::waitingBytes,
                        DatasetCollectionRow::refused)
                .containsExactly(
                        tuple("gone.deep.removed", 0L, 0L, 1L, 4L, null),
                        tuple("travel.never", 1L, 9L, 0L, 0L, null),
                        tuple("travel.replaced", 0L, 0L, 1L, 8L, null),
                        tuple("*", 1L, 9L, 2L, 12L, null));
        assertThat(rows.get(0).dueIn()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
        assertThat(rows.get(1).dueIn()).isNull();
        assertThat(rows.get(3).dueIn()).as("the earliest").isEqualTo(Collections.min(dues(rows.subList(0, 3))));
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(collect("travel", Mode.DRY_RUN))
                .extracting(DatasetCollectionRow::dataset)
                .containsExactly("travel.never", "travel.replaced", "*");
    }

    @Test
    void rootIsCollectedUntilNothingIsLeftButHeads() throws IOException {
        publish("travel.replaced", "old rows", "rows");
        publish("gone.removed", "rows").remove();
        dieComputing("travel.never");

        Eventually.within(Duration.ofSeconds(20), "nothing waits any more", () -> {
            try {
                DatasetCollectionRow sum = last(collect("", Mode.DELETE, "retention", "0s"));
                return sum.waiting() == 0 && sum.generations() == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(applications.everything())
                .filteredOn(path -> path.contains("/part-"))
                .singleElement()
                .asString()
                .contains("travel/replaced", "g-00000002");
        assertThat(applications.readHead(dataset("travel.replaced"))).isEqualTo("rows");
    }

    @Test
    void damagedRecordAndHeldLockAreToldAndTheOthersGoOn() throws IOException {
        publish("a.damaged", "1", "2");
        applications.storage().delete(Contexts.of(dataset("a.damaged")).layout().record(2));
        applications
                .storage()
                .create(Contexts.of(dataset("a.damaged")).layout().record(2))
                .close();
        publish("b.busy", "1", "2");
        dieComputing("c.free");
        try (GenerationWrite write = compute(dataset("b.busy"), WriteMode.REPLACE)) {
            List<DatasetCollectionRow> rows = collect("", Mode.DELETE, "retention", "0s");

            assertThat(write.isRerun()).isTrue();
            assertThat(rows)
                    .extracting(DatasetCollectionRow::dataset, DatasetCollectionRow::generations)
                    .containsExactly(tuple("a.damaged", 0L), tuple("b.busy", 0L), tuple("c.free", 1L), tuple("*", 1L));
            assertThat(rows.get(0).refused()).contains("cannot be judged", "00000002.json");
            assertThat(rows.get(1).refused()).contains("being written by application application_writer");
            assertThat(last(rows).refused()).isEqualTo("2 datasets");
        }
    }

    private static List<Duration> dues(List<DatasetCollectionRow> rows) {
        return rows.stream()
                .map(DatasetCollectionRow::dueIn)
                .filter(Objects::nonNull)
                .toList();
    }

    private static DatasetCollectionRow last(List<DatasetCollectionRow> rows) {
        return rows.get(rows.size() - 1);
    }
}
