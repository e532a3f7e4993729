package io.turnstile.core.history;

import static io.turnstile.core.harness.Applications.awaitDecision;
import static io.turnstile.core.harness.HeldUp.afterItsLookAtVersion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.GenerationGoneException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading what a dataset was before: it is what it was then, or an error that says why not. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class EarlierGenerationTest extends EveryPairing {
    private static final Duration SOON = Duration.ofSeconds(20);

    private String read(CachedDataset target, AsOf asOf) throws IOException {
        try (Snapshot snapshot = target.snapshot(asOf)) {
            return applications.read(snapshot);
        }
    }

    private static AsOf version(long number) {
        return new AsOf.Version(number);
    }

    @Test
    void whatTheHeadWasIsReadByVersionAndByGeneration() throws IOException {
        applications.publish("first", "1");
        Generation first = applications.dataset("reader").head().orElseThrow();
        applications.publish("second", "2");
        CachedDataset reader = applications.dataset("reader");
        Contexts.of(reader)
                .log()
                .append(Contexts.of(reader)
                        .log()
                        .head()
                        .fence(Contexts.of(reader).author()));

        assertThat(read(reader, version(1))).isEqualTo("1");
        assertThat(read(reader, version(2))).isEqualTo("2");
        assertThat(read(reader, version(3))).as("a fence").isEqualTo("2");
        assertThat(read(reader, new AsOf.Named(first.name()))).isEqualTo("1");
        assertThat(reader.readers()).isEmpty();
    }

    @Test
    void whereThereWasNothingTheErrorSaysSo() throws IOException {
        assertThatThrownBy(() -> applications.dataset("reader").snapshot(version(1)))
                .isInstanceOf(DatasetNotCachedException.class);
        applications.publish("first", "1");
        CachedDataset none = applications.root("reader").dataset(DatasetKey.parse("travel.none"));
        for (AsOf asOf :
                List.of(version(1), time("2001-01-01T00:00:00Z"), new AsOf.Named(GenerationName.forTarget(1)))) {
            assertThatThrownBy(() -> none.snapshot(asOf))
                    .isInstanceOf(DatasetNotCachedException.class)
                    .hasMessageContaining(
                            applications.storage().moves()
                                    ? "Namespace travel holds route_delays"
                                    : "List namespace travel");
        }
        applications.dataset("remover", "rerun", "allow").remove();
        applications.publish("second", "2");
        CachedDataset reader = applications.dataset("reader");

        assertThat(read(reader, version(1))).as("it was removed since").isEqualTo("1");
        assertThatThrownBy(() -> reader.snapshot(version(2)))
                .isInstanceOf(GenerationGoneException.class)
                .hasMessage("Dataset travel.route_delays cannot be had as of version 2: there was no dataset then.");
        assertThatThrownBy(() -> reader.snapshot(version(9))).hasMessageContaining("there is no such version");
        assertThatThrownBy(() -> reader.snapshot(version(-1))).hasMessageContaining("there is no such version");
        assertThatThrownBy(() -> reader.snapshot(new AsOf.Named(GenerationName.forTarget(1))))
                .isInstanceOf(GenerationGoneException.class)
                .hasMessageContainingAll(
                        "there is no such generation",
                        "what can be read is g-00000001-",
                        reader.head().orElseThrow().name() + " (version 3)");
        assertThat(reader.readers()).isEmpty();
    }

    /** The second author's clock is behind the first one's. */
    @Test
    void byTimeTheLastVersionCountsWhoseAuthorsClockHadNotPassedIt() throws IOException {
        applications.publish("first", "1");
        CachedDataset reader = applications.dataset("reader");
        CommitRecord first = Contexts.of(reader).log().head();
        applications.publish("second", "2");
        Generation second = reader.head().orElseThrow();
        Contexts.of(reader)
                .log()
                .append(Contexts.of(reader).log().head().rollback(first.headName(), null, at("2100-01-01T00:00:00Z")));
        Contexts.of(reader)
                .log()
                .append(Contexts.of(reader).log().head().rollback(second.name(), null, at("2099-01-01T00:00:00Z")));
        Contexts.of(reader)
                .log()
                .append(Contexts.of(reader).log().head().rollback(first.headName(), null, at("2101-01-01T00:00:00Z")));

        assertThat(read(reader, new AsOf.Time(first.at()))).as("version 1").isEqualTo("1");
        assertThat(read(reader, time("2098-12-31T23:59:59Z"))).as("version 2").isEqualTo("2");
        assertThat(read(reader, time("2099-01-01T00:00:00Z"))).as("version 4").isEqualTo("2");
        assertThat(read(reader, time("2100-06-01T00:00:00Z")))
                .as("version 4, although 3 is of a later time than it")
                .isEqualTo("2");
        assertThat(read(reader, time("2200-01-01T00:00:00Z"))).as("version 5").isEqualTo("1");
        assertThatThrownBy(() -> reader.snapshot(time("2000-01-01T00:00:00Z")))
                .isInstanceOf(GenerationGoneException.class)
                .hasMessageContainingAll("as of 2000-01-01T00:00:00Z", "there was no dataset then");
    }

    private static AsOf time(String time) {
        return new AsOf.Time(Instant.parse(time));
    }

    private static CommitRecord.Author at(String time) {
        return new CommitRecord.Author(Applications.application("other"), Instant.parse(time), "");
    }

    @Test
    void whatIsPinnedStaysAndWhatIsRetiredIsRefused() throws IOException {
        applications.usePinsOfASecond();
        applications.publish("first", "1");
        applications.publish("second", "2");
        CachedDataset collector = collector();
        CachedDataset reader = applications.dataset("reader");
        try (Snapshot snapshot = reader.snapshot(version(1))) {
            awaitDecision(collector, snapshot.generation().name().toString());

            assertThat(applications.read(snapshot)).isEqualTo("1");
            assertThatThrownBy(() -> reader.snapshot(version(1)))
                    .isInstanceOf(GenerationGoneException.class)
                    .hasMessageContainingAll("has been retired since", "what can be read is g-00000002-");
        }
        assertThat(reader.readers()).isEmpty();
        Eventually.within(SOON, "the first generation is deleted", () -> {
            collect(collector);
            return generations() == 1;
        });
        assertThatThrownBy(() -> reader.snapshot(version(1)))
                .as("its files are gone")
                .isInstanceOf(GenerationGoneException.class);
    }

    @Test
    void whatIsRetiredBeforeThePinIsThereIsRefusedAndLeavesNoPin() throws IOException {
        applications.usePinsOfASecond();
        applications.publish("first", "1");
        applications.publish("second", "2");
        CachedDataset reader = applications.dataset("reader");
        CachedDataset collector = collector();
        CachedDataset heldUp = afterItsLookAtVersion(1, reader, () -> collect(collector));

        assertThatThrownBy(() -> heldUp.snapshot(version(1)))
                .isInstanceOf(GenerationGoneException.class)
                .hasMessageContaining("has been retired since");
        assertThat(reader.readers()).isEmpty();
    }

    /** Whoever asked before pinning would go on to read files that nothing keeps. */
    @Test
    void whatTheLogDidNotCallRetiredStaysHoweverSoonItIsCollected() throws IOException {
        applications.usePinsOfASecond();
        applications.publish("first", "1");
        String first =
                applications.dataset("reader").head().orElseThrow().name().toString();
        applications.publish("second", "2");
        CachedDataset collector = collector();
        CachedDataset heldUp =
                afterItsLookAtVersion(2, applications.dataset("reader"), () -> awaitDecision(collector, first));

        assertThat(read(heldUp, version(1))).isEqualTo("1");
    }

    private CachedDataset collector() throws IOException {
        return applications.dataset("collector", "retention", "0s");
    }

    private static void collect(CachedDataset collector) {
        try {
            collector.collect(CollectionReport.Mode.DELETE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int generations() {
        try {
            return applications.generations().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
