package io.turnstile.core.operations;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.testing.StandardError;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators are told, and what they can do, whichever locks and file system a root has. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class OperationsTest extends EveryPairing {
    private static final String DELAYS = KEY.toString();

    private Operations operations(String... options) throws IOException {
        DatasetRoot root = applications.root("operator", options);
        return new Operations(root, root.options());
    }

    private String head() throws IOException {
        return applications.dataset("looks").head().orElseThrow().name().toString();
    }

    private void overwrite(Path file, String content) throws IOException {
        applications.storage().delete(file);
        try (OutputStream out = applications.storage().create(file)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void datasetsOfANamespaceAndBelowAreListedWithWhatThereIsToKnow() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot root = applications.root("writer");
        Parameters date = Parameters.of(Map.of("date", "2001-01-01"));
        applications.finish(
                compute(root.dataset(DatasetKey.parse("travel.deep.er"), date, root.options()), WriteMode.REUSE), "12");
        applications.finish(compute(root.dataset(DatasetKey.parse("top")), WriteMode.REUSE), "1");
        applications.finish(compute(root.dataset(DatasetKey.parse("travel.damaged")), WriteMode.REUSE), "1");
        overwrite(
                Contexts.of(root.dataset(DatasetKey.parse("travel.damaged")))
                        .layout()
                        .record(1),
                "{");

        List<DatasetRow> rows = operations().datasets("travel");
        assertThat(rows)
                .extracting(DatasetRow::name)
                .containsExactly("travel.damaged", date.name(DatasetKey.parse("travel.deep.er")) + "", DELAYS);
        assertThat(rows.get(0).problem()).contains("00000001.json");
        assertThat(rows.get(1).parameters()).containsExactlyEntriesOf(Map.of("date", "2001-01-01"));
        DatasetRow delays = rows.get(2);
        assertThat(delays)
                .usingRecursiveComparison()
                .ignoringFields("publishedAt")
                .isEqualTo(new DatasetRow(
                        DELAYS,
                        1L,
                        head(),
                        1L,
                        4L,
                        1L,
                        "text",
                        null,
                        "application application_first \"first\" of ann on host7",
                        Map.of(),
                        null,
                        null,
                        null,
                        null,
                        null));
        assertThat(delays.publishedAt()).isNotNull();
        assertThat(operations().datasets("")).extracting(DatasetRow::name).contains("top");
        assertThat(operations().datasets("nowhere")).isEmpty();
    }

    @Test
    void savingsAreSummedUpByDatasetNamespaceAndUser() throws IOException {
        DatasetRoot writer = applications.root("writer");
        for (String name : List.of("top", "a.one", "a.two", "b.deep.er")) {
            applications.finish(compute(writer.dataset(DatasetKey.parse(name)), WriteMode.REUSE), "rows");
        }
        DatasetRoot reader = applications.root("reader");
        for (String name : List.of("top", "a.one", "a.two", "a.two", "b.deep.er")) {
            applications.readHead(reader.dataset(DatasetKey.parse(name)));
        }
        reader.dataset(DatasetKey.parse("a.one")).beginWrite(WriteMode.REUSE);
        reader.use();
        Operations operations = operations();

        assertThat(operations.savings("dataset", "a"))
                .extracting(SavingsRow::name, SavingsRow::datasets, SavingsRow::reads, SavingsRow::reuses)
                .containsExactlyInAnyOrder(tuple("a.one", 1L, 1L, 1L), tuple("a.two", 1L, 2L, 0L));
        assertThat(operations.savings("namespace", ""))
                .extracting(SavingsRow::name, SavingsRow::datasets, SavingsRow::reads)
                .containsExactlyInAnyOrder(tuple(null, 1L, 1L), tuple("a", 2L, 3L), tuple("b.deep", 1L, 1L));
        assertThat(operations.savings("USER", ""))
                .extracting(SavingsRow::name, SavingsRow::datasets, SavingsRow::reads, SavingsRow::reuses)
                .containsExactly(tuple("ann", 4L, 5L, 1L));
        assertThat(operations.savings("dataset", ""))
                .isSortedAccordingTo(
                        Comparator.comparing(SavingsRow::saved).reversed().thenComparing(SavingsRow::name));
        assertThat(operations.savings("dataset", "").stream()
                        .map(SavingsRow::saved)
                        .reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(operations.savings("user", "").get(0).saved());
    }

    @Test
    void generationsAreListedWithWhatBecameOfThem() throws IOException {
        applications.publish("first", "1");
        String first = head();
        applications.publish("second", "22");
        String second = head();
        CachedDataset collector = applications.dataset("collector", "retention", "0s");
        collector.collect(CollectionReport.Mode.DELETE); // retires the first; it is kept for a lease
        applications.publish("third", "333");
        String third = head();
        applications.dataset("remover", "rerun", "allow").remove();
        GenerationWrite dead = compute(applications.dataset("dead"), WriteMode.REUSE);
        new StagedGeneration(applications.storage(), dead.path()).begin();

        List<GenerationRow> rows = operations().generations(DELAYS, Operations.VERSIONS);
        assertThat(rows)
                .extracting(
                        GenerationRow::version,
                        GenerationRow::reason,
                        GenerationRow::generation,
                        GenerationRow::state,
                        GenerationRow::bytes)
                .containsExactly(
                        tuple(1L, "publish", first, "retired", 1L),
                        tuple(2L, "publish", second, "superseded", 2L),
                        tuple(3L, "retire", null, null, null),
                        tuple(4L, "publish", third, "superseded", 3L),
                        tuple(5L, "remove", null, null, null),
                        tuple(6L, null, dead.generation().toString(), "being written", null));
        assertThat(rows.get(4).by()).contains("application_remover");
        assertThat(operations().generations(DELAYS, 2))
                .extracting(GenerationRow::version)
                .containsExactly(4L, 5L, 6L);

        applications
                .storage()
                .delete(Contexts.of(collector)
                        .layout()
                        .generation(GenerationName.parse(first).orElseThrow()));
        operations().unlock(DELAYS, "dead");
        overwrite(Contexts.of(collector).layout().record(2), "{");
        assertThat(operations().generations(DELAYS, Operations.VERSIONS))
                .extracting(GenerationRow::reason, GenerationRow::state)
                .containsExactly(
                        tuple("publish", "deleted"),
                        tuple("damaged", null),
                        tuple("retire", null),
                        tuple("publish", "superseded"),
                        tuple("remove", null),
                        tuple("fence", null),
                        tuple(null, "never published"));
        assertThatThrownBy(() -> operations().generations("travel.route_delay", 1))
                .as("the one of a similar name has been dropped")
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageContaining("Namespace travel holds no dataset");
    }

    @Test
    void lockThatIsHeldIsListedAndTakenByForce() throws IOException {
        GenerationWrite write = compute(applications.dataset("stuck"), WriteMode.REUSE);
        compute(applications.root("other").dataset(DatasetKey.parse("a.b.c")), WriteMode.REUSE);
        Operations operations = operations();

        assertThat(operations.locks())
                .extracting(
                        LockRow::dataset,
                        LockRow::application,
                        LockRow::applicationName,
                        LockRow::user,
                        LockRow::host,
                        LockRow::waitingFor)
                .containsExactly(
                        tuple("a.b.c", "application_other", "other", "ann", "host7", null),
                        tuple(DELAYS, "application_stuck", "stuck", "ann", "host7", null));
        assertThatThrownBy(() -> operations.unlock(DELAYS, " ")).hasMessageContaining("Say why");
        assertThat(operations.unlock(DELAYS, "it hangs"))
                .extracting(LockRow::application)
                .containsExactly("application_stuck");
        assertThat(operations.unlock(DELAYS, "it hangs")).isEmpty();
        assertThat(operations.locks()).extracting(LockRow::dataset).containsExactly("a.b.c");
        assertThatThrownBy(() -> applications.finish(write, "late")).hasMessageContaining("Cannot create version 1");
        assertThat(operations.generations(DELAYS, 1).get(0).note()).isEqualTo("it hangs");
    }

    @Test
    void readersAreListedWithWhatTheyRead() throws IOException {
        applications.publish("first", "rows");
        try (Snapshot snapshot = applications.dataset("reader").snapshot()) {
            assertThat(operations().readers(DELAYS))
                    .extracting(ReaderRow::application, ReaderRow::generation)
                    .containsExactly(tuple("application_reader", head()));
            assertThat(snapshot.generation().name()).hasToString(head());
        }
        assertThat(operations().readers(DELAYS)).isEmpty();
    }

    @Test
    void collectionTellsWhatItWouldDoAndDoesItOnlyWhenTold() throws IOException {
        applications.publish("first", "1");
        applications.publish("second", "2");
        Operations operations = operations("retention", "0s");
        List<String> before = applications.everything();

        assertThat(operations.collect(DELAYS, CollectionReport.Mode.DRY_RUN))
                .extracting(CollectionRow::step)
                .containsExactly("retire", "keep");
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(operations.collect(DELAYS, CollectionReport.Mode.DELETE))
                .extracting(CollectionRow::step)
                .containsExactly("retire", "keep");
        assertThat(applications.everything()).isNotEqualTo(before);

        compute(applications.dataset("writer", "rerun", "allow"), WriteMode.REPLACE);
        assertThat(operations.collect(DELAYS, CollectionReport.Mode.DELETE))
                .singleElement()
                .satisfies(row -> assertThat(row.why()).contains("is being written by"))
                .extracting(CollectionRow::step)
                .isEqualTo(CollectionRow.REFUSED);
    }

    @Test
    void verificationTellsWhatIsWrongAndWhetherItMatters() throws IOException {
        applications.publish("first", "rows");
        assertThat(operations().verify(DELAYS)).isEmpty();
        try (Snapshot snapshot = applications.dataset("reader").snapshot()) {
            String file =
                    snapshot.manifest().directories().get(0).files().get(0).name();
            overwrite(new Path(snapshot.path(), file), "more rows");
            overwrite(new Path(snapshot.path(), "stray"), "");

            assertThat(operations().verify(DELAYS))
                    .extracting(ProblemRow::file, ProblemRow::unreadable)
                    .containsExactly(tuple(file, true), tuple("stray", false));
        }
        assertThatThrownBy(() -> operations().verify("travel.none")).isInstanceOf(DatasetNotCachedException.class);
    }

    @Test
    void rollbackIsGatedAndTellsTheNewVersion() throws IOException {
        applications.publish("first", "1");
        String first = head();
        applications.publish("second", "2");

        assertThatThrownBy(() -> operations().rollback(DELAYS, 1)).isInstanceOf(RerunDeniedException.class);
        assertThatThrownBy(() -> operations().rollback("travel.route_delay", 1))
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageMatching(
                        "Dataset travel.route_delay is not cached in \\S+\\. Namespace travel has a similar name: route_delays\\.");
        assertThat(operations("rerun", "allow").rollback(DELAYS, 1)).isEqualTo(new RollbackRow(3, first));
        assertThat(head()).isEqualTo(first);
    }

    @Test
    void whoeverReplacesRemovesOrRollsBackIsToldWhatThatMayDoToReaders() throws IOException {
        applications.publish("first", "1");
        String first = head();
        Operations operations = operations("rerun", "allow", "retention", "2h");
        CachedDataset target = applications.dataset("writer", "rerun", "allow", "retention", "2h");
        String replacing = StandardError.during(() -> applications.finish(compute(target, WriteMode.REPLACE), "2"));
        String second = head();
        String rollingBack = StandardError.during(() -> operations.rollback(DELAYS, 1));
        String removing = StandardError.during(target::remove);

        String hazards =
                " dataset travel.route_delays (%s). A reader that starts later may find nothing or other rows; one"
                        + " that is reading now is waited for if the lock service knows of it, else it may lose its files after"
                        + " the retention (2 h)";
        assertThat(replacing).contains("Replacing" + hazards.formatted(first));
        assertThat(rollingBack).contains("Rolling back" + hazards.formatted(second));
        assertThat(removing).contains("Removing" + hazards.formatted(first));
    }

    @Test
    void columnsAreTheComponentsOfTheRow() {
        assertThat(Column.of(LockRow.class))
                .extracting(Column::name, Column::type)
                .contains(tuple("application_name", Column.Type.TEXT), tuple("held_for", Column.Type.DURATION));
        assertThat(Column.of(DatasetRow.class))
                .extracting(Column::type)
                .contains(Column.Type.NUMBER, Column.Type.TIME, Column.Type.MAP);
        assertThat(Column.of(ProblemRow.class)).contains(new Column("unreadable", Column.Type.BOOLEAN));
        assertThat(Column.values(Operations.name("a", Map.of()))).containsExactly("a");
        assertThat(Operations.name("travel.route_delays", Map.of("date", "2001-01-01")))
                .isEqualTo(new NameRow(
                        Parameters.of(Map.of("DATE", "2001-01-01")).name(KEY).toString()));
    }
}
