package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ObjectStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return S3Store.shared();
    }

    /** The store answers a page at a time. */
    @Test
    void longListingIsWhole() throws IOException {
        Configuration configuration = files().configuration();
        configuration.setInt("fs.s3a.paging.maximum", 3);
        configuration.setBoolean("fs.s3a.impl.disable.cache", true);
        Storage paging = StorageFactory.open(root, configuration);
        for (int i = 0; i < 10; i++) {
            write("many/" + i % 5 + "/" + i, "x");
        }

        assertThat(paging.list(at("many"))).hasSize(5);
        assertThat(paging.filesBelow(at("many"))).hasSize(10);
    }

    @Test
    void emptyDirectoryIsThereOnlyIfItIsToStay() throws IOException {
        storage.makeDirectories(at("directory"));
        assertThat(storage.list(root)).isEmpty();
        storage.makeEmptyDirectory(at("directory"));
        assertThat(storage.list(root)).extracting(Entry::name).containsExactly("directory");
    }

    @Test
    void nothingIsMoved() throws IOException {
        write("from", "one");

        assertThat(storage.moves()).isFalse();
        assertThatThrownBy(() -> storage.move(at("from"), at("to"))).isInstanceOf(UnsupportedOperationException.class);
        assertThat(content("from")).isEqualTo("one");
    }

    /** A request that has failed may be carried out yet. */
    @Test
    void nothingCanBeWithdrawn() {
        assertThatThrownBy(() -> storage.withdraw(at("file.tmp"))).isInstanceOf(IOException.class);
    }

    @Test
    void clientThatIsToldNotToCreateOnConditionIsRefused() {
        Configuration configuration = files().configuration();
        configuration.setBoolean("fs.s3a.create.conditional.enabled", false);
        configuration.setBoolean("fs.s3a.impl.disable.cache", true);
        Path path = at("cache");

        assertThatThrownBy(() -> StorageFactory.open(path, configuration))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContainingAll(
                        "Cannot keep datasets in " + path, "Hadoop 3.4.2", "fs.s3a.create.conditional.enabled");
    }
}
