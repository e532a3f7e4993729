package io.turnstile.core.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.storage.WatchedStorage;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down counts once, whoever writes or merges it, and wherever they die. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class UseFilesTest {
    @Parameter
    boolean onHdfs;

    private Path root;
    private Storage storage;
    private UseFiles files;

    @BeforeEach
    void makeRoot() throws IOException {
        TestFileSystem system = onHdfs ? MiniHdfs.shared() : LocalFiles.shared();
        root = system.freshRoot("use");
        storage = StorageFactory.open(root, system.configuration());
        files = new UseFiles(storage, root);
    }

    private static GatheredUse gathered(int n) {
        return gathered(n, Instant.now());
    }

    private static GatheredUse gathered(int n, Instant lastUsed) {
        return new GatheredUse(
                id(n), List.of(new UseCount("travel.delays", "ann", 1, 2, Duration.ofMillis(3), lastUsed)));
    }

    private static String id(int n) {
        return Instant.now().toEpochMilli() / 100_000 + String.format(Locale.ROOT, "00000-%08x", n);
    }

    private void write(int from, int to) throws IOException {
        for (int n = from; n < to; n++) {
            files.write(gathered(n));
        }
    }

    private UseCount sum() throws IOException {
        return new UseFiles(storage, root).read().totals().of("travel.delays").orElseThrow();
    }

    private List<String> names() throws IOException {
        return storage.list(Layout.use(root)).stream().map(Entry::name).sorted().toList();
    }

    @Test
    void rootThatTellsNothingHasNoCounts() throws IOException {
        assertThat(files.read().totals().of("travel.delays")).isEmpty();
    }

    @Test
    void whatIsWrittenTwiceCountsOnce() throws IOException {
        Instant used = Instant.parse("2026-01-02T03:04:05.678Z");
        files.write(gathered(1, used));
        files.write(gathered(1, used));
        files.write(gathered(2, used.minusSeconds(1)));

        assertThat(sum()).isEqualTo(new UseCount("travel.delays", "", 2, 4, Duration.ofMillis(6), used));
    }

    @Test
    void manyFilesBecomeOneAndTheSumsStay() throws IOException {
        write(0, 36);
        files.mergeIfMany();
        assertThat(names()).hasSize(36);
        write(36, 37);
        files.mergeIfMany();
        assertThat(names()).containsExactly("merged-00000001.json");
        assertThat(sum().reads()).isEqualTo(37);

        write(37, 80);
        files.mergeIfMany();
        assertThat(names()).containsExactly("merged-00000002.json");
        assertThat(sum().reads()).isEqualTo(80);
        assertThat(sum().saved()).isEqualTo(Duration.ofMillis(240));
    }

    @Test
    void whoWritesOnceMoreWhatWasMergedAddsNothing() throws IOException {
        write(0, 37);
        files.mergeIfMany();
        write(5, 6);
        assertThat(sum().reads()).isEqualTo(37);
        write(37, 80);
        files.mergeIfMany();
        write(6, 7);

        assertThat(sum().reads()).isEqualTo(80);
    }

    @Test
    void ofSeveralWhoMergeAtOnceOneDoes() throws IOException {
        write(0, 37);
        // Each stop is a place at which another one merges, after more was written.
        List<String> stops = List.of("before publish merged-0000000", "after publish merged-0000000", "before delete ");
        int written = 37;
        for (String stop : stops) {
            int next = written;
            AtomicBoolean once = new AtomicBoolean();
            Storage watched = new WatchedStorage(storage, step -> {
                if (step.startsWith(stop) && once.compareAndSet(false, true)) {
                    try {
                        write(next, next + 40);
                        files.mergeIfMany();
                        write(next + 40, next + 80);
                        files.mergeIfMany();
                        write(next + 80, next + 83);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            new UseFiles(watched, root).mergeIfMany();
            assertThat(once).isTrue();
            written += 83;
            assertThat(sum().reads()).as(stop).isEqualTo(written);
            write(written, written + 37);
            written += 37;
        }
        files.mergeIfMany();
        assertThat(sum().reads()).isEqualTo(written);
        assertThat(names()).hasSize(1);
    }

    @Test
    void crashAnywhereInAMergeCountsNothingTwice() throws IOException {
        List<String> steps = new ArrayList<>();
        write(0, 37);
        int written = 37;
        for (int crash = 0; crash == 0 || crash < steps.size(); crash += 5) {
            int last = crash;
            steps.clear();
            Storage dying = new WatchedStorage(storage, step -> {
                steps.add(step);
                if (steps.size() > last) {
                    throw new IllegalStateException("died " + step);
                }
            });
            assertThatThrownBy(() -> new UseFiles(dying, root).mergeIfMany()).hasMessageContaining("died ");
            assertThat(sum().reads()).as("after dying at step %s", crash).isEqualTo(written);
            files.mergeIfMany();
            assertThat(sum().reads()).isEqualTo(written);
            write(written, written + 37);
            written += 37;
            if (crash > 100) {
                break;
            }
        }
    }

    @Test
    void fileThatIsDamagedIsLeftOutAndTheOthersCount() throws IOException {
        write(0, 2);
        for (String content :
                List.of("", "{", "[1]", "{\"format\":1,\"counts\":[{\"reads\":\"x\"}]}", "{\"format\":9}")) {
            Path file = new Path(Layout.use(root), id(1) + ".json");
            storage.delete(file);
            try (OutputStream out = storage.create(file)) {
                out.write(content.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(sum().reads()).as(content).isEqualTo(1);
        }
    }

    @Test
    void whatWasNotUsedForAYearIsForgotten() throws IOException {
        files.write(new GatheredUse(
                id(1000),
                List.of(new UseCount(
                        "old", "ann", 1, 0, Duration.ZERO, Instant.now().minus(Duration.ofDays(366))))));
        write(0, 36);
        assertThat(files.read().totals().of("old")).isPresent();
        files.mergeIfMany();

        assertThat(files.read().totals().of("old")).isEmpty();
        assertThat(sum().reads()).isEqualTo(36);
    }
}
