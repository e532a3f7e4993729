package io.turnstile.core.remove;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.GenerationDamagedException;
import io.turnstile.core.exception.GenerationGoneException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.read.Verification;
import io.turnstile.core.read.Verification.Finding;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.StandardError;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that something other than Turnstile has changed, and going back to what was there before. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class DamageTest {
    @Parameter
    Pairing pairing;

    private Applications applications;
    private CachedDataset target;

    @BeforeEach
    void publishTwice() throws IOException {
        applications = new Applications(pairing.files(), pairing.lockService());
        applications.publish("first", "first rows");
        applications.publish("second", "second rows");
        target = applications.dataset("reader", "rerun", "allow");
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private Layout layout() {
        return Layout.of(applications.root(), KEY);
    }

    private void overwrite(Path file, String content) throws IOException {
        applications.storage().delete(file);
        try (OutputStream out = applications.storage().create(file)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Path dataFile(Generation generation) throws IOException {
        var directory = target.manifest(generation).directories().get(0);
        return new Path(
                layout().generation(generation.name()), directory.files().get(0).name());
    }

    @Test
    @Tag("fault-10")
    void verificationFindsWhatIsMissingTruncatedLongerOrTooMuch() throws IOException {
        Generation head = target.head().orElseThrow();
        Path file = dataFile(head);
        assertThat(target.verify().orElseThrow().findings()).isEmpty();

        overwrite(file, "short");
        assertThat(target.verify().orElseThrow().findings())
                .extracting(Finding::path, Finding::problem)
                .containsExactly(tuple(file.getName(), "of another length: 5 bytes; 11 were written"));
        overwrite(file, "a longer text than before");
        assertThat(target.verify().orElseThrow().readable()).isFalse();
        applications.storage().delete(file);
        overwrite(file.suffix(".more"), "more");
        assertThat(target.verify().orElseThrow().findings())
                .extracting(Finding::path, Finding::problem)
                .containsExactlyInAnyOrder(
                        tuple(file.getName(), "missing"), tuple(file.getName() + ".more", "not in the manifest"));
        applications.storage().delete(layout().manifest(head.name()));
        assertThat(target.verify().orElseThrow().findings())
                .extracting(Finding::problem)
                .containsExactly("missing");
    }

    @Test
    @Tag("fault-10")
    void readThatChecksLengthsFailsBeforeItBegins() throws IOException {
        Path file = dataFile(target.head().orElseThrow());
        overwrite(file, "a longer text than before");

        assertThatThrownBy(() -> applications
                        .dataset("careful", "verify.on-read", "lengths")
                        .snapshot())
                .isInstanceOf(GenerationDamagedException.class)
                .hasMessageContainingAll(
                        "travel.route_delays is damaged", file.getName(), "11 were written", "roll it");
        assertThat(target.readers()).isEmpty();
    }

    @Test
    void rollbackMakesAnEarlierGenerationTheHeadAgain() throws IOException {
        try (Snapshot reading = target.snapshot()) {
            assertThat(target.rollback(1).version()).isEqualTo(3);

            assertThat(applications.readHead(target)).isEqualTo("first rows");
            assertThat(applications.read(reading)).isEqualTo("second rows");
        }
        assertThat(Contexts.of(target).log().head().reason()).isEqualTo(Reason.ROLLBACK);
        assertThat(target.rollback(2).version()).isEqualTo(4);
        assertThat(target.rollback(2)).as("what is the head already").isEqualTo(target.record());
        assertThat(applications.readHead(target)).isEqualTo("second rows");
    }

    @Test
    void rollbackIsGatedAndNeedsAGenerationThatCanBeHad() throws IOException {
        assertThatThrownBy(() -> applications.dataset("other").rollback(1))
                .isInstanceOf(RerunDeniedException.class)
                .hasMessageContaining("Cannot roll back");
        assertThatThrownBy(() -> target.rollback(9))
                .isInstanceOf(GenerationGoneException.class)
                .hasMessageContaining("there is no such version");
        target.remove();
        assertThatThrownBy(() -> target.rollback(3)).hasMessageContaining("there was no dataset then");
        target.rollback(2);
        assertThat(applications.readHead(target)).isEqualTo("second rows");
    }

    @Test
    @Tag("fault-10")
    void damagedHeadRecordIsRepairedByRollback() throws IOException {
        Generation lost = target.head().orElseThrow();
        try (Snapshot reading = target.snapshot()) {
            overwrite(layout().record(2), "{\"format\":1,");
            assertThatThrownBy(target::head)
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContainingAll("00000002.json", "Roll the dataset back");
            assertThatThrownBy(() -> target.beginWrite(WriteMode.REPLACE)).isInstanceOf(DamagedException.class);
            target.rollback(1);

            assertThat(applications.readHead(target)).isEqualTo("first rows");
            assertThat(applications.read(reading)).as("whoever was reading").isEqualTo("second rows");
        }
        assertThat(Contexts.of(target).log().head().version()).isEqualTo(3);
        assertThat(Contexts.of(target).log().head().generations())
                .filteredOn(Generation::retired)
                .extracting(Generation::name)
                .containsExactly(lost.name());
    }

    @Test
    @Tag("fault-10")
    void datasetWhoseOnlyRecordIsDamagedCanBeDroppedAndComputedAgain() throws IOException {
        overwrite(layout().record(1), "");
        overwrite(layout().record(2), "");
        assertThatThrownBy(() -> applications.dataset("other").remove()).isInstanceOf(DamagedException.class);
        target.remove();

        assertThat(target.exists()).isFalse();
        applications.finish(compute(target, WriteMode.REUSE), "third rows");
        assertThat(applications.readHead(target)).isEqualTo("third rows");
    }

    @Test
    @Tag("fault-10")
    void quarantineRemovesTheDamagedGenerationOnly() throws IOException {
        Generation damaged = target.head().orElseThrow();
        new RemoveDataset(Contexts.of(target)).quarantine(damaged.name());
        assertThat(target.exists()).isFalse();
        assertThat(Contexts.of(target).log().head().reason()).isEqualTo(Reason.QUARANTINE);
        applications.publish("third", "third rows");
        new RemoveDataset(Contexts.of(target)).quarantine(damaged.name());

        assertThat(applications.readHead(target)).isEqualTo("third rows");
    }

    /** As a plain write does that overwrites: it deletes everything, commit records included, and knows no better. */
    @ParameterizedTest
    @ValueSource(strings = {"part-00000.parquet", "dt=2001-01-01/part-00000.parquet"})
    void everybodyIsToldThatSomebodyOverwroteTheDirectory(String foreign) throws IOException {
        Path directory = layout().log().getParent();
        applications.storage().delete(directory);
        overwrite(new Path(directory, "_SUCCESS"), "");
        overwrite(new Path(directory, foreign), "foreign");
        String name = foreign.split("/", 2)[0];
        String told = "There are files in " + directory + " that are not Turnstile's (" + name
                + "): somebody has written to the dataset's own directory, and may have overwritten it. Nobody reads them"
                + " as the dataset; move them away or delete them, and compute the dataset again.";

        assertThatThrownBy(target::snapshot)
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageEndingWith("nobody is computing it. " + told);
        Verification nothing = target.verify().orElseThrow();
        assertThat(nothing.generation()).isNull();
        assertThat(nothing.readable()).isFalse();
        assertThat(nothing.findings()).extracting(Finding::path).containsExactly("/" + name);

        assertThat(StandardError.during(() -> applications.publish("again", "new rows")))
                .contains(told);
        assertThat(applications.readHead(target)).isEqualTo("new rows");
        Verification beside = target.verify().orElseThrow();
        assertThat(beside.readable()).as("what lies beside it does no harm").isTrue();
        assertThat(beside.findings())
                .extracting(Finding::path, Finding::problem)
                .containsExactly(tuple(
                        "/" + name,
                        "not in the manifest: somebody has written to the dataset's own directory, and may have"
                                + " overwritten it"));
    }

    @Test
    void datasetsBesideOrBelowAreNotForeign() throws IOException {
        applications.finish(
                compute(applications.root("below").dataset(DatasetKey.parse(KEY + ".by_day")), WriteMode.FAIL), "rows");
        applications.dataset("remover", "rerun", "allow").remove();

        assertThat(target.verify()).isEmpty();
        assertThat(StandardError.during(() -> applications.publish("again", "rows")))
                .doesNotContain("not Turnstile's");
    }
}
