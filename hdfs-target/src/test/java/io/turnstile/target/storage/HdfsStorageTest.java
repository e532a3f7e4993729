package io.turnstile.target.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.TestFileSystem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class HdfsStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }

    /** The outer stream closes the inner one, which is closed again, and HDFS's own throws the same exception twice. */
    @Test
    void fileThatIsDeletedUnderItsWriterIsAnIoException() throws IOException {
        Path root = files().freshRoot("deleted");
        Storage storage = Storage.of(root, files().configuration());
        Path file = new Path(root, "directory/file");

        assertThatThrownBy(() -> {
                    try (OutputStream out = storage.create(file);
                            OutputStream outer = new BufferedOutputStream(out)) {
                        outer.write(1);
                        storage.delete(file.getParent());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
    }
}
