package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.testing.TestFileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocol asks of a file system. */
abstract class StorageContract {
    Path root;
    Storage storage;

    abstract TestFileSystem files();

    /** Whether nobody sees a file empty, or cut off, that is being replaced. */
    boolean replacesInOneStep() {
        return true;
    }

    @BeforeEach
    void openStorage() throws IOException {
        root = files().freshRoot("storage");
        storage = StorageFactory.open(root, files().configuration());
    }

    @Test
    void exclusiveCreationLeavesTheFileAlone() throws IOException {
        storage.createExclusively(at("file"), at("file.tmp"), bytes("one"));

        assertThat(content("file")).isEqualTo("one");
        assertThat(storage.list(root)).extracting(Entry::name).containsExactly("file");
    }

    @Test
    void exclusiveCreationNeverTouchesWhatIsThere() throws IOException {
        storage.createExclusively(at("file"), at("file.tmp"), bytes("one"));

        assertThatThrownBy(() -> storage.createExclusively(at("file"), at("file.tmp"), bytes("two")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(content("file")).isEqualTo("one");
    }

    @Test
    void replacementPutsOneContentInThePlaceOfAnother() throws IOException {
        storage.replace(at("file"), at("file.tmp"), bytes("one"));
        storage.replace(at("file"), at("file.tmp"), bytes("two"));

        assertThat(content("file")).isEqualTo("two");
        assertThat(storage.list(root)).extracting(Entry::name).containsExactly("file");
    }

    /** Were it gone for a moment, somebody would take a root for a new one and give it another id. */
    @Test
    void replacedFileIsNeverMissing() throws Exception {
        storage.replace(at("file"), at("file.tmp"), bytes("x"));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> replacing = CompletableFuture.supplyAsync(() -> {
            int replaced = 0;
            try {
                for (; replaced < 150; replaced++) {
                    storage.replace(at("file"), at("file.tmp"), bytes("x"));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                done.set(true);
            }
            return replaced;
        });
        int seen = 0;
        while (!done.get()) {
            assertThat(storage.status(at("file")).length()).isBetween(replacesInOneStep() ? 1L : 0L, 1L);
            seen++;
        }

        assertThat(replacing.get(30, TimeUnit.SECONDS)).isEqualTo(150);
        assertThat(seen).isPositive();
    }

    @Test
    void fileIsCreatedOnceAndWithTheDirectoriesAboveIt() throws IOException {
        write("a/b/file", "one");

        assertThatThrownBy(() -> write("a/b/file", "another")).isInstanceOf(IOException.class);
        assertThat(content("a/b/file")).isEqualTo("one");
    }

    @Test
    void listingSaysWhatThereIs() throws IOException {
        write("file", "three");
        storage.makeEmptyDirectory(at("directory"));

        assertThat(storage.list(root))
                .extracting(Entry::name, Entry::directory, Entry::length)
                .containsExactlyInAnyOrder(tuple("file", false, 5L), tuple("directory", true, 0L));
        assertThat(storage.list(at("none"))).isEmpty();
        assertThat(storage.status(at("directory")).directory()).isTrue();
        assertThatThrownBy(() -> storage.status(at("none"))).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> storage.open(at("none"))).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void onlyAnEmptyDirectoryIsDeletedAsSuch() throws IOException {
        storage.createExclusively(at("file"), at("file.tmp"), bytes("one"));
        storage.makeEmptyDirectory(at("full/empty"));
        storage.deleteIfEmpty(at("full"));
        assertThat(storage.list(at("full"))).hasSize(1);
        storage.deleteIfEmpty(at("full/empty"));
        storage.deleteIfEmpty(at("full"));
        storage.deleteIfEmpty(at("none"));

        assertThat(storage.list(root)).extracting(Entry::name).containsExactly("file");
    }

    @Test
    void filesAreFoundAtAnyDepthUnlessHidden() throws IOException {
        write("day=1/hour=2/part", "one");
        write("day=1/part", "one");
        write("_column=1/part", "three");
        write("_hidden/part", "one");
        write("day=1/.part.crc", "one");

        assertThat(storage.filesBelow(root).keySet())
                .containsExactly("_column=1/part", "day=1/hour=2/part", "day=1/part");
        assertThat(storage.filesBelow(at("none"))).isEmpty();
    }

    @Test
    void deletionSaysWhetherThereWasAnything() throws IOException {
        write("a/b/file", "one");

        assertThat(storage.delete(at("a"))).isTrue();
        assertThat(storage.delete(at("a"))).isFalse();
        assertThat(storage.list(root)).isEmpty();
    }

    final Path at(String name) {
        return new Path(root, name);
    }

    final void write(String name, String content) throws IOException {
        try (OutputStream out = storage.create(at(name))) {
            out.write(bytes(content));
        }
    }

    final String content(String name) throws IOException {
        try (InputStream in = storage.open(at(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
