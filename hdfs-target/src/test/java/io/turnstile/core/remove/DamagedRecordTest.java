package io.turnstile.core.remove;

import static io.turnstile.core.harness.Applications.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.ConfiguredLocks;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.context.RootLocks;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head record or a manifest that cannot be what was written: it is said so, and nothing is believed or followed. */
@Tag("fault-9")
class DamagedRecordTest {
    private final Applications applications = new Applications(LocalFiles.shared(), Map.of("rerun", "allow"));
    private final Watched storage = new Watched();
    private CachedDataset target;

    DamagedRecordTest() throws IOException {}

    @BeforeEach
    void publish() throws IOException {
        applications.publish("writer", "rows");
        DatasetRoot root = applications.root("reader");
        RootLocks locks = new RootLocks(
                storage,
                root.path(),
                Applications.application("reader"),
                root.options(),
                ConfiguredLocks.of(root.options(), new Configuration()),
                Optional.empty());
        RootContext watched =
                new RootContext(root.path(), storage, new Configuration(), Applications.application("reader"), locks);
        target = Contexts.dataset(new DatasetContext(watched, KEY, Parameters.NONE, root.options()));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    @SuppressWarnings("ImmutableEnumChecker") // What is changed is a function.
    private enum Damage {
        TRUNCATED(record -> record.substring(0, record.length() / 2), "it is truncated or not JSON."),
        EMPTY(record -> "", "it is empty."),
        ZERO_BYTES(record -> "\0".repeat(record.length()), "it is truncated or not JSON."),
        NO_JSON(record -> "lost+found", "it is truncated or not JSON."),
        NEWER(
                record -> record.replace("\"format\" : 1", "\"format\" : 2"),
                "it has format 2, and this version of Turnstile knows format 1."),
        OTHER_VERSION(
                record -> record.replaceFirst("\"version\" : 1", "\"version\" : 7"), "it says that it is version 7."),
        OUTSIDE(
                record -> record.replaceAll("g-0[0-9a-f-]+", "../../../../precious"),
                "its field 'name' is not the name of a generation."),
        ABSOLUTE(
                record -> record.replaceAll("g-0[0-9a-f-]+", "file:/precious"),
                "its field 'name' is not the name of a generation.");

        private final UnaryOperator<String> change;
        private final String said;

        Damage(UnaryOperator<String> change, String said) {
            this.change = change;
            this.said = said;
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void recordThatIsNotWhatWasWrittenStopsReadersAndWriters(Damage damage) throws IOException {
        Path record = layout().record(1);
        replace(record, damage.change);
        List<String> before = applications.everything();

        assertSaid(target::exists, record, damage.said);
        assertSaid(target::snapshot, record, damage.said);
        for (WriteMode mode : WriteMode.values()) {
            assertSaid(() -> target.beginWrite(mode), record, damage.said);
        }
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(target.holder()).isEmpty();
        assertNothingElseWasLookedAt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../precious", "/precious", "file:/precious", "a/../../precious", "."})
    void manifestThatNamesADirectoryOutsideOfItsGenerationIsNotFollowed(String path) throws IOException {
        Generation head = target.head().orElseThrow();
        Path manifest = layout().manifest(head.name());
        replace(manifest, json -> json.replace("\"path\":\"\"", "\"path\":\"" + path + "\""));

        assertSaid(target::snapshot, manifest, "it names a file outside of its generation.");
        assertSaid(() -> target.manifest(head), manifest, "it names a file outside of its generation.");
        target.verify();
        assertThat(target.readers()).isEmpty();
        assertNothingElseWasLookedAt();
    }

    private Layout layout() {
        return Layout.of(applications.root(), KEY);
    }

    private static void assertSaid(ThrowingCallable call, Path file, String said) {
        assertThatThrownBy(call)
                .isInstanceOf(DamagedException.class)
                .hasMessageStartingWith("Cannot read " + file + ": " + said);
    }

    private void assertNothingElseWasLookedAt() {
        String root = layout().log().getParent().getParent().getParent() + "/";
        assertThat(storage.looked)
                .isNotEmpty()
                .allMatch(path -> path.startsWith(root))
                .noneMatch(path -> path.contains("precious") || path.contains(".."));
    }

    private void replace(Path file, UnaryOperator<String> change) throws IOException {
        String content;
        try (InputStream in = applications.storage().open(file)) {
            content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(change.apply(content)).isNotEqualTo(content);
        applications.storage().delete(file);
        try (OutputStream out = applications.storage().create(file)) {
            out.write(change.apply(content).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Keeps in mind what was looked at. */
    private final class Watched extends ForwardingStorage {
        private final List<String> looked = new ArrayList<>();

        Watched() {
            super(applications.storage());
        }

        @Override
        public InputStream open(Path file) throws IOException {
            looked.add(file.toString());
            return super.open(file);
        }

        @Override
        public List<Entry> list(Path directory) throws IOException {
            looked.add(directory.toString());
            return super.list(directory);
        }

        @Override
        public Entry status(Path path) throws IOException {
            looked.add(path.toString());
            return super.status(path);
        }
    }
}
