package io.turnstile.core.remove;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.EvictionRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which datasets go when there are too many, and which never do. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class EvictionTest extends EveryPairing {
    private DatasetRoot writer;
    private int written;

    @BeforeEach
    void openWriter() throws IOException {
        writer = applications.root("writer", "rerun", "allow");
    }

    private CachedDataset dataset(String name) {
        return writer.dataset(DatasetKey.parse(name));
    }

    /** One of so many bytes. */
    private void publish(String name, int bytes) throws IOException {
        applications.finish(compute(dataset(name), WriteMode.REPLACE), "x".repeat(bytes));
    }

    /** One that has saved so much, and was used then. */
    private void publish(String name, int bytes, Duration saved, Instant lastUsed) throws IOException {
        publish(name, bytes);
        Path file = new Path(
                Layout.use(applications.root()),
                String.format(Locale.ROOT, "%d-%08x.json", System.currentTimeMillis(), ++written));
        applications.storage().makeDirectories(file.getParent());
        try (OutputStream out = applications.storage().create(file)) {
            out.write(("{\"format\":1,\"merged\":[],\"counts\":[{\"dataset\":\"" + name
                            + "\",\"user\":\"ann\",\"reads\":1,\"reuses\":0,\"savedMillis\":" + saved.toMillis()
                            + ",\"lastUsed\":\"" + lastUsed + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<EvictionRow> evict(Mode mode, String unusedFor, String maxBytes) throws IOException {
        return evict(mode, unusedFor, maxBytes, row -> {});
    }

    private List<EvictionRow> evict(Mode mode, String unusedFor, String maxBytes, Consumer<EvictionRow> each)
            throws IOException {
        return evict(operator(), mode, unusedFor, maxBytes, each);
    }

    private Operations operator() throws IOException {
        DatasetRoot root = applications.root("operator", "rerun", "allow");
        return new Operations(root, root.options());
    }

    private static List<EvictionRow> evict(
            Operations operator, Mode mode, String unusedFor, String maxBytes, Consumer<EvictionRow> each)
            throws IOException {
        List<EvictionRow> rows = new ArrayList<>();
        operator.evict("", unusedFor, maxBytes, mode, row -> {
            rows.add(row);
            each.accept(row);
        });
        return rows;
    }

    private List<String> there() throws IOException {
        return writer.datasetsBelow(List.of()).stream()
                .map(DatasetKey::toString)
                .toList();
    }

    @Test
    void leastSecondsSavedPerByteGoFirstUntilTheRestFits() throws IOException {
        Instant now = Instant.now();
        publish("a.small", 10, Duration.ofSeconds(1000), now);
        publish("a.large", 1000, Duration.ofSeconds(2000), now);
        publish("a.useless", 100, Duration.ZERO, now);
        publish("b.unused", 50);
        List<String> before = applications.everything();

        List<EvictionRow> rows = evict(Mode.DRY_RUN, "", "500");
        assertThat(rows)
                .extracting(EvictionRow::dataset, EvictionRow::step, EvictionRow::bytes, EvictionRow::saved)
                .containsExactly(
                        tuple("a.useless", "evict", 100L, Duration.ZERO),
                        tuple("b.unused", "evict", 50L, Duration.ZERO),
                        tuple("a.large", "evict", 1000L, Duration.ofSeconds(2000)),
                        tuple("*", "evict", 1150L, Duration.ofSeconds(2000)));
        assertThat(rows.get(3).why()).isEqualTo("3 datasets; 10 bytes stay");
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(evict(Mode.DELETE, "", "1k"))
                .extracting(EvictionRow::dataset)
                .containsExactly("a.useless", "b.unused", "*");
        assertThat(there()).containsExactlyInAnyOrder("a.small", "a.large");
        assertThat(applications.readHead(dataset("a.large"))).hasSize(1000);
        assertThat(evict(Mode.DELETE, "", "1k"))
                .extracting(EvictionRow::dataset)
                .containsExactly("*");
        assertThat(dataset("a.useless").record().note()).isEqualTo("evicted");
    }

    @Test
    void whatWasNotUsedForLongGoesAndWhatWasUsedStays() throws IOException {
        publish("a.used", 10, Duration.ZERO, Instant.now().plus(Duration.ofHours(1)));
        publish("a.used.before.it.was.replaced", 10, Duration.ofDays(1), Instant.EPOCH);
        publish("a.unused", 10);

        assertThat(evict(Mode.DELETE, "1d", ""))
                .extracting(EvictionRow::dataset)
                .containsExactly("*");
        assertThat(evict(Mode.DELETE, "0s", ""))
                .extracting(EvictionRow::dataset)
                .containsExactly("a.unused", "a.used.before.it.was.replaced", "*");
        assertThat(there()).containsExactly("a.used");
    }

    @Test
    void whatIsPinnedOrBeingComputedStaysAndNobodyIsWaitedFor() throws IOException {
        publish("a.read", 10);
        publish("b.computed", 10);
        publish("c.free", 10);
        try (Snapshot read = dataset("a.read").snapshot();
                GenerationWrite write = compute(dataset("b.computed"), WriteMode.REPLACE)) {
            for (Mode mode : List.of(Mode.DRY_RUN, Mode.DELETE)) {
                List<EvictionRow> rows = evict(mode, "0s", "0");
                assertThat(rows)
                        .extracting(EvictionRow::dataset, EvictionRow::step)
                        .containsExactlyInAnyOrder(
                                tuple("a.read", "keep"),
                                tuple("b.computed", "keep"),
                                tuple("c.free", "evict"),
                                tuple("*", "evict"));
                assertThat(why(rows, "a.read")).startsWith("it is being read by application application_writer");
                assertThat(why(rows, "b.computed"))
                        .startsWith("it is being computed by application application_writer");
            }
            assertThat(write.isRerun()).isTrue();
            assertThat(applications.read(read)).hasSize(10);
        }
        assertThat(there()).containsExactly("a.read", "b.computed");
    }

    private static String why(List<EvictionRow> rows, String dataset) {
        return rows.stream()
                .filter(row -> row.dataset().equals(dataset))
                .findFirst()
                .orElseThrow()
                .why();
    }

    @Test
    void whoBeginsToReadOrHasComputedAnewBeforeItsTurnKeepsIt() throws IOException {
        publish("a.first", 10);
        publish("b.pinned", 10);
        publish("c.anew", 10);
        publish("d.gone", 10);
        List<Snapshot> pinned = new ArrayList<>();
        try {
            assertThat(evict(Mode.DELETE, "0s", "", row -> {
                        if (row.dataset().equals("a.first")) {
                            try {
                                pinned.add(dataset("b.pinned").snapshot());
                                publish("c.anew", 20);
                                dataset("d.gone").remove();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    }))
                    .extracting(EvictionRow::dataset, EvictionRow::step)
                    .containsExactly(
                            tuple("a.first", "evict"),
                            tuple("b.pinned", "keep"),
                            tuple("c.anew", "keep"),
                            tuple("d.gone", "keep"),
                            tuple("*", "evict"));
        } finally {
            pinned.forEach(Snapshot::close);
        }
        assertThat(applications.readHead(dataset("c.anew"))).hasSize(20);
        assertThat(there()).containsExactly("b.pinned", "c.anew");
    }

    /** Of three generations of ten bytes, two can be done without; what is beside them need not go. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingIsEvictedForBytesOfGenerationsThatGoAnyway(Mode mode) throws IOException {
        publish("a.once", 10);
        for (int i = 0; i < 3; i++) {
            publish("b.often", 10);
        }
        assertThat(evict(Mode.DRY_RUN, "", "25"))
                .extracting(EvictionRow::dataset, EvictionRow::step)
                .containsExactly(tuple("a.once", "evict"), tuple("b.often", "evict"), tuple("*", "evict"));

        List<EvictionRow> rows = evict(operator().keepingGenerations("1"), mode, "", "25", row -> {});

        assertThat(rows)
                .extracting(EvictionRow::dataset, EvictionRow::step)
                .containsExactly(tuple("b.often", "retire"), tuple("*", "evict"));
        assertThat(rows.get(1).why()).isEqualTo("0 datasets; 20 bytes stay");
        assertThat(dataset("b.often").record().readable(9)).hasSize(mode == Mode.DELETE ? 1 : 3);
        assertThat(applications.readHead(dataset("b.often"))).hasSize(10);
        assertThat(there()).containsExactly("a.once", "b.often");
    }

    @Test
    void whoMayNotRerunMayNotEvict() throws IOException {
        publish("a.one", 10);
        DatasetRoot root = applications.root("careful");
        Operations operations = new Operations(root, root.options());

        operations.evict("", "0s", "", Mode.DRY_RUN, row -> {});
        assertThatThrownBy(() -> operations.evict("", "0s", "", Mode.DELETE, row -> {}))
                .isInstanceOf(RerunDeniedException.class)
                .hasMessageContaining("Cannot evict dataset a.one");
        assertThat(there()).containsExactly("a.one");
    }

    @Test
    void damagedDatasetIsToldAndTheOthersGo() throws IOException {
        publish("a.damaged", 10);
        publish("b.whole", 10);
        Path record = new Path(applications.root(), "a/damaged/_turnstile/00000001.json");
        applications.storage().delete(record);
        applications.storage().create(record).close();

        List<EvictionRow> rows = evict(Mode.DELETE, "0s", "");
        assertThat(rows)
                .extracting(EvictionRow::dataset, EvictionRow::step)
                .containsExactly(tuple("a.damaged", "keep"), tuple("b.whole", "evict"), tuple("*", "evict"));
        assertThat(rows.get(0).why()).contains("cannot be judged", "00000001.json");
    }

    @Test
    void sizesAndDurationsAreUnderstoodOrRefused() {
        assertThat(EvictionRule.parse("30d", "2t")).isEqualTo(new EvictionRule(Duration.ofDays(30), 2L << 40));
        assertThat(EvictionRule.parse("", "1.5G").maxBytes()).isEqualTo(3L << 29);
        assertThat(EvictionRule.parse("", "0").maxBytes()).isZero();
        assertThat(EvictionRule.parse("12h", "").maxBytes()).isNull();
        assertThatThrownBy(() -> EvictionRule.parse("soon", ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("30d");
        assertThatThrownBy(() -> EvictionRule.parse("", "-1"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("2t");
    }
}
