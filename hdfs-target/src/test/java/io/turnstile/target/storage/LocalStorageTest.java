package io.turnstile.target.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.target.testing.LocalFiles;
import io.turnstile.target.testing.TestFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

class LocalStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }

    /** By the checksums that Hadoop has written beside the file, as it does for Spark's tasks. */
    @Test
    void damageIsFoundAfterAMove() throws IOException {
        FileSystem hadoop = FileSystem.getLocal(files().configuration());
        try (OutputStream out = hadoop.create(at("from"))) {
            out.write(new byte[] {1, 2, 3});
        }
        storage.move(at("from"), at("to"));
        Files.write(java.nio.file.Path.of(at("to").toUri().getPath()), new byte[] {1, 2, 4});

        assertThatThrownBy(() -> {
                    try (InputStream in = hadoop.open(at("to"))) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(ChecksumException.class);
    }
}
