package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.Path;

/** Datasets as seen by who is held up at a step, while others go on. */
public final class HeldUp {
    private HeldUp() {}

    /** What happens meanwhile. */
    public interface Interlude {
        void run() throws IOException;
    }

    /** The same dataset for one who is held up when it has found a record for the first time. */
    public static CachedDataset afterItsLookAtVersion(long version, CachedDataset dataset, Interlude interlude) {
        Path record = Contexts.of(dataset).layout().record(version);
        Storage slow = new ForwardingStorage(Contexts.of(dataset).storage()) {
            private boolean over;

            @Override
            public InputStream open(Path file) throws IOException {
                InputStream opened = super.open(file);
                if (!over && file.equals(record)) {
                    over = true;
                    interlude.run();
                }
                return opened;
            }
        };
        return Applications.through(slow, dataset);
    }
}
