package io.turnstile.core.reuse;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.commit.Origin.Column;
import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Digest;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which generations stand for a query, and which do not any more. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class ReusableGenerationsTest extends EveryPairing {
    private static final String ROWS = Digest.of("rows");
    private static final String MONDAY = Digest.of("monday");
    private static final String TUESDAY = Digest.of("tuesday");
    private static final List<Column> COLUMNS =
            List.of(new Column("value", "c1", "string"), new Column("n", "c2", "{\"type\":\"array\"}"));

    private DatasetRoot writer;
    private DatasetRoot reader;

    @BeforeEach
    void openRoots() throws IOException {
        applications.usePinsOfASecond();
        writer = applications.root("writer", "rerun", "allow", "retention", "0s");
        reader = applications.root("reader");
    }

    private static Origin origin(String inputs) {
        return new Origin(new Origin.Query("f", "", "SELECT 1", List.of()), List.of())
                .signed(new Signature(ROWS, inputs, COLUMNS));
    }

    private CachedDataset dataset(String key) {
        return writer.dataset(DatasetKey.parse(key));
    }

    private Generation publish(String key, Origin origin) throws IOException {
        try (GenerationWrite write = compute(dataset(key), WriteMode.REPLACE)) {
            applications.writeTask(write, "rows");
            return write.commit(new GenerationContent("text", "value string", List.of(), Map.of(), 1, null, origin))
                    .head();
        }
    }

    private Optional<Reusable> found(String inputs) throws IOException {
        return reader.reusable().look().find(ROWS, inputs, any -> true);
    }

    private List<String> entries() throws IOException {
        return applications.storage().list(Layout.plans(applications.root())).stream()
                .map(Entry::name)
                .toList();
    }

    @Test
    void publishedGenerationIsFoundByItsRowsAndInputs() throws IOException {
        assertThat(reader.reusable().look().isEmpty()).isTrue();
        assertThat(found(MONDAY)).isEmpty();
        Generation head = publish("travel.delays", origin(MONDAY));

        assertThat(entries()).containsExactly(ROWS + "-" + MONDAY + "-" + head.name() + "-travel.delays");
        assertThat(found(MONDAY))
                .contains(new Reusable(
                        DatasetKey.parse("travel.delays"), head, new Signature(ROWS, MONDAY, COLUMNS), "value string"));
        assertThat(found(TUESDAY)).isEmpty();
        ReusableGenerations.Look look = reader.reusable().look();
        assertThat(look.knows(ROWS)).isTrue();
        assertThat(look.knows(MONDAY)).isFalse();
        assertThat(look.withRows(ROWS)).containsExactlyElementsOf(look.all()).hasSize(1);
    }

    @Test
    void whatIsNotExactlyKnownIsNotEntered() throws IOException {
        publish("a.untold", Origin.UNTOLD);
        publish("a.unsigned", new Origin(origin(MONDAY).query(), List.of()));
        publish("a.unknown", origin(MONDAY).with(List.of(Input.unknown("jdbc:x", "no version"))));
        publish(
                "a.changed",
                origin(MONDAY)
                        .with(List.of(Input.dataset("file:/x", "a.b", "g-00000001-00000000")
                                .changedMeanwhile())));

        assertThat(entries()).isEmpty();
    }

    @Test
    void supersededGenerationIsNotFoundUntilTheDatasetIsRolledBackToIt() throws IOException {
        DatasetRoot keeping = applications.root("keeping", "rerun", "allow");
        writer = keeping;
        Generation first = publish("a.b", origin(MONDAY));
        Generation second = publish("a.b", origin(TUESDAY));
        assertThat(found(MONDAY)).isEmpty();
        assertThat(found(TUESDAY).map(Reusable::generation)).contains(second);

        dataset("a.b").rollback(1);
        assertThat(found(MONDAY).map(found -> found.generation().name())).contains(first.name());
        assertThat(found(TUESDAY)).isEmpty();
    }

    @Test
    void rerunWithTheSameInputsIsFoundInThePlaceOfTheFirst() throws IOException {
        publish("a.b", origin(MONDAY));
        Generation second = publish("a.b", origin(MONDAY));

        assertThat(found(MONDAY).map(Reusable::generation)).contains(second);
    }

    @Test
    void anotherDatasetWithTheSameRowsTakesOver() throws IOException {
        publish("a.b", origin(MONDAY));
        publish("z.y", origin(MONDAY));
        dataset("a.b").remove();
        assertThat(found(MONDAY).map(Reusable::dataset)).contains(DatasetKey.parse("z.y"));
        dataset("z.y").remove();

        assertThat(found(MONDAY)).isEmpty();
    }

    @Test
    void whatDoesNotServeIsPassedOver() throws IOException {
        Predicate<Reusable> serves = found -> !found.dataset().equals(DatasetKey.parse("a.b"));
        publish("a.b", origin(MONDAY));
        assertThat(reader.reusable().look().find(ROWS, MONDAY, serves)).isEmpty();
        publish("c.d", origin(MONDAY));

        assertThat(reader.reusable().look().find(ROWS, MONDAY, serves).map(Reusable::dataset))
                .contains(DatasetKey.parse("c.d"));
    }

    @Test
    void collectedGenerationLeavesTheIndex() throws IOException {
        Generation first = publish("a.b", origin(MONDAY));
        Generation second = publish("a.b", origin(TUESDAY));
        Applications.awaitDecision(dataset("a.b"), first.name().toString());

        assertThat(entries()).singleElement().asString().contains(second.name().toString());
        assertThat(found(TUESDAY)).isPresent();
    }

    @Test
    void dryRunOfACollectionTakesNothingBack() throws IOException {
        publish("a.b", origin(MONDAY));
        publish("a.b", origin(TUESDAY));
        dataset("a.b").collect(Mode.DRY_RUN);

        assertThat(entries()).hasSize(2);
    }

    @Test
    void entryOfWhatIsGoneIsAMissAndGoes() throws IOException {
        Generation first = publish("a.b", origin(MONDAY));
        applications.storage().delete(Contexts.of(dataset("a.b")).layout().manifest(first.name()));
        assertThat(found(MONDAY)).isEmpty();
        assertThat(entries()).isEmpty();

        publish("c.d", origin(MONDAY));
        applications.storage().delete(new Path(applications.root(), "c"));
        assertThat(found(MONDAY)).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void lostEntryIsOnlyAMiss() throws IOException {
        publish("a.b", origin(MONDAY));
        assertThat(found(MONDAY)).isPresent();
        applications.storage().delete(Layout.plans(applications.root()));

        assertThat(found(MONDAY)).isEmpty();
        publish("a.b", origin(MONDAY));
        assertThat(found(MONDAY)).isPresent();
    }

    @Test
    void forgedEntryIsNotBelieved() throws IOException {
        Generation head = publish("a.b", origin(MONDAY));
        Generation untold = publish("a.untold", Origin.UNTOLD);
        PlanIndex index = Contexts.of(writer).plans();
        index.enter(new PlanEntry(ROWS, TUESDAY, head.name(), DatasetKey.parse("a.b")));
        index.enter(new PlanEntry(ROWS, TUESDAY, untold.name(), DatasetKey.parse("a.untold")));
        index.enter(new PlanEntry(ROWS, TUESDAY, untold.name(), DatasetKey.parse("a.none")));

        assertThat(found(TUESDAY)).isEmpty();
        assertThat(found(MONDAY)).as("and what was remembered of it is right").isPresent();
    }

    @Test
    void damagedDatasetStandsForNothingAndTheNextOneDoes() throws IOException {
        publish("a.b", origin(MONDAY));
        publish("z.y", origin(MONDAY));
        for (String key : List.of("a.b", "z.y")) {
            Path record = Contexts.of(dataset(key)).layout().record(1);
            byte[] whole;
            try (var in = applications.storage().open(record)) {
                whole = in.readAllBytes();
            }
            applications.storage().delete(record);
            applications.storage().create(record).close();
            assertThat(found(MONDAY).map(found -> found.dataset().toString()))
                    .contains(key.equals("a.b") ? "z.y" : "a.b");
            applications.storage().replace(record, record.suffix(".x"), whole);
        }
    }

    @Test
    void indexThatCannotBeUsedFailsNoPublish() throws IOException {
        applications.storage().create(Layout.plans(applications.root())).close();
        publish("a.b", origin(MONDAY));

        assertThat(applications.readHead(dataset("a.b"))).isEqualTo("rows");
        assertThat(found(MONDAY)).isEmpty();
    }
}
