package io.turnstile.core.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left in the end, and what is in it, is looked at closely enough to find what should not be there. */
class FinalStateTest {
    private static final DatasetKey KEY = DatasetKey.parse("fares");
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private Path path;
    private Storage storage;
    private DatasetRoot root;
    private FinalState state;

    @BeforeEach
    void publish() throws IOException {
        path = LocalFiles.shared().freshRoot("final");
        storage = StorageFactory.open(path, LocalFiles.shared().configuration());
        root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", path.toString())),
                new Application("w1", "w1", "ann", "host7"),
                LocalFiles.shared().configuration());
        state = new FinalState(root, storage, KEY);
        CachedDataset target = root.dataset(KEY);
        try (GenerationWrite write = ((WriteStart.Compute) target.beginWrite(WriteMode.REUSE)).write()) {
            write.commit(Content.write(storage, write, "w1-op", new Random(1), () -> {}));
        }
    }

    @AfterEach
    void closeRoot() {
        root.close();
    }

    @Test
    void wholeDatasetHasNoViolation() throws Exception {
        assertThat(state.settle(AT_ONCE)).isEmpty();
        assertThat(state.versions()).extracting(Version::reason).containsExactly("publish");
        assertThat(state.versions()).extracting(Version::worker).containsExactly("w1");
        try (Snapshot snapshot = root.dataset(KEY).snapshot()) {
            assertThat(Content.read(storage, snapshot)).isEqualTo("w1-op");
        }
    }

    @Test
    void whatStaysBehindIsFound() throws Exception {
        storage.makeDirectories(new Path(Layout.of(root.path(), KEY).log(), "g-00000009-aaaaaaaa"));
        storage.create(new Path(Layout.of(root.path(), KEY).log(), "stray")).close();

        assertThat(state.settle(AT_ONCE)).extracting(Violation::kind).containsExactly(Violation.Kind.ORPHAN);
    }

    @Test
    void fileThatIsCutShortIsFound() throws Exception {
        Path file = anyFile();
        byte[] whole;
        try (var in = storage.open(file)) {
            whole = in.readAllBytes();
        }
        storage.delete(file);
        try (OutputStream out = storage.create(file)) {
            out.write(whole, 0, whole.length - 20);
        }

        assertThat(state.settle(AT_ONCE)).extracting(Violation::kind).containsExactly(Violation.Kind.WRONG_CONTENT);
    }

    @Test
    void fileOfAnotherGenerationIsFound() throws Exception {
        Path file = anyFile();
        String text = Files.readString(java.nio.file.Path.of(file.toUri().getPath()));
        storage.delete(file);
        try (OutputStream out = storage.create(file)) {
            out.write(text.replace("g-00000001-", "g-00000002-").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        assertThat(state.settle(AT_ONCE)).extracting(Violation::kind).containsExactly(Violation.Kind.WRONG_CONTENT);
    }

    private Path anyFile() throws IOException {
        try (Snapshot snapshot = root.dataset(KEY).snapshot()) {
            var directory = snapshot.manifest().directories().get(0);
            return new Path(
                    new Path(snapshot.path(), directory.path()),
                    directory.files().get(0).name());
        }
    }
}
