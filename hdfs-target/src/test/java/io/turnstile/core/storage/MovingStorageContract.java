package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What the protocol asks besides of a file system that has directories and moves things. */
abstract class MovingStorageContract extends StorageContract {
    @Test
    void exclusiveCreationNeverTouchesADirectory() throws IOException {
        storage.makeDirectories(at("directory"));

        assertThatThrownBy(() -> storage.createExclusively(at("directory"), at("directory.tmp"), bytes("two")))
                .isInstanceOf(IOException.class);
        assertThat(storage.list(at("directory"))).isEmpty();
    }

    @Test
    void moveNeverTouchesWhatIsThere() throws IOException {
        write("from", "one");
        write("to", "two");
        storage.makeDirectories(at("directory"));

        assertThatThrownBy(() -> storage.move(at("from"), at("to"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> storage.move(at("from"), at("directory"))).isInstanceOf(IOException.class);
        assertThat(content("to")).isEqualTo("two");
        assertThat(content("from")).isEqualTo("one");
        assertThat(storage.list(at("directory"))).isEmpty();
    }

    @Test
    void moveFromNothingOrIntoNoDirectoryFindsNothing() throws IOException {
        write("from", "one");

        assertThatThrownBy(() -> storage.move(at("none"), at("to"))).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> storage.move(at("from"), at("none/to"))).isInstanceOf(FileNotFoundException.class);
        assertThat(content("from")).isEqualTo("one");
    }

    /** HDFS answers a thousand entries at a time. */
    @Test
    void longListingIsWhole() throws IOException {
        for (int i = 0; i < 1_100; i++) {
            storage.makeDirectories(at("many/" + i));
        }

        assertThat(storage.list(at("many"))).hasSize(1_100);
    }

    /** HDFS answers for a hundred directories at a time, and a thousand entries. */
    @Test
    void manyDirectoriesAreListedAsEachByItself() throws IOException {
        List<Path> directories = new ArrayList<>(List.of(at("none"), at("long"), at("empty")));
        storage.makeDirectories(at("empty"));
        for (int i = 0; i < 1_100; i++) {
            storage.makeDirectories(at("long/" + i));
        }
        for (int i = 0; i < 220; i++) {
            storage.makeDirectories(at("one=" + i + " %+ü/in it"));
            directories.add(at("one=" + i + " %+ü"));
        }
        directories.add(at("long"));
        List<List<Entry>> each = new ArrayList<>();
        for (Path directory : directories) {
            each.add(storage.list(directory));
        }

        assertThat(storage.list(directories).equals(each)).isTrue(); // Nobody wants to see two thousand entries.
        assertThat(storage.list(List.<Path>of())).isEmpty();
    }
}
