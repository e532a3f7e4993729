package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RootFileTest {
    /** On HDFS the blocks of a file that is replaced are deleted under those who read it. */
    @Test
    void whoReadsWhileItIsReplacedReadsTheNewOne() throws IOException {
        Path root = LocalFiles.shared().freshRoot("root");
        Storage storage = StorageFactory.open(root, LocalFiles.shared().configuration());
        RootFile written = RootFile.readOrCreate(storage, root, Duration.ofSeconds(30));
        AtomicInteger opened = new AtomicInteger();
        Storage replacing = new ForwardingStorage(storage) {
            @Override
            public InputStream open(Path file) throws IOException {
                if (opened.incrementAndGet() > 1) {
                    return super.open(file);
                }
                InputStream gone = InputStream.nullInputStream();
                gone.close(); // Reading it fails.
                return gone;
            }
        };

        assertThat(RootFile.read(replacing, root)).contains(written);
        assertThat(opened).hasValue(2);
    }
}
