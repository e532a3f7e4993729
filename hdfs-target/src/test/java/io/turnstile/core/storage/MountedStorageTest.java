package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** A mount table says nothing of what the file systems behind it can do. */
class MountedStorageTest {
    private static final Path ROOT = new Path("viewfs://default/cache");

    private static Configuration mounting(Path directory) {
        Configuration configuration = MiniHdfs.shared().configuration();
        configuration.set("fs.viewfs.mounttable.default.link./cache", directory.toString());
        return configuration;
    }

    @Test
    void hdfsIsUsedThroughIt() throws IOException {
        Storage storage = StorageFactory.open(
                new Path(ROOT, "not/there/yet"), mounting(MiniHdfs.shared().freshRoot("mounted")));
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        Path file = new Path(ROOT, "1.json");
        storage.createExclusively(file, file.suffix(".one"), content);

        assertThatThrownBy(() -> storage.createExclusively(file, file.suffix(".two"), content))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(storage.list(ROOT)).extracting(Entry::name).containsExactly("1.json");
    }

    @Test
    void whatIsNoHdfsIsRefused() {
        Configuration configuration = mounting(LocalFiles.shared().freshRoot("mounted"));

        for (Path path : new Path[] {ROOT, new Path(ROOT, "not/there/yet")}) {
            assertThatThrownBy(() -> StorageFactory.open(path, configuration))
                    .isInstanceOf(UnsupportedStorageException.class)
                    .hasMessageContainingAll("Cannot keep datasets in " + path, "'file'", "only HDFS");
        }
    }
}
