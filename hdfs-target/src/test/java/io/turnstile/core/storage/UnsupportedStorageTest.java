package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedStorageTest {
    /** Their renames overwrite, or are no single step. */
    @ParameterizedTest
    @ValueSource(strings = {"gs", "abfs", "ftp", "har", "nonsense"})
    void fileSystemWithoutAnExclusiveRenameIsRefused(String scheme) {
        Path path = new Path(scheme + "://bucket/cache");

        assertThatThrownBy(() -> StorageFactory.open(path, new Configuration(false)))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContaining(
                        "Cannot keep datasets in " + path + ": the file system '" + scheme + "' has no atomic rename");
    }
}
