package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class LocalStorageTest extends MovingStorageContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }

    @Test
    void fileInTheWayOfADirectoryIsNamed() throws IOException {
        Path root = files().freshRoot("in-the-way");
        Storage storage = StorageFactory.open(root, files().configuration());
        Path file = new Path(root, "file");
        storage.create(file).close();

        assertThatThrownBy(() -> storage.makeDirectories(new Path(file, "inside")))
                .isInstanceOf(ParentNotDirectoryException.class)
                .hasMessage("Cannot make directory " + file.toUri().getPath()
                        + ": a file of that name is there. Move it away, or keep datasets elsewhere.");
    }
}
