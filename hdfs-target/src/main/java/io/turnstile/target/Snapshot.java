package io.turnstile.target;

import io.turnstile.target.commit.Generation;
import io.turnstile.target.commit.Manifest;
import io.turnstile.target.lock.Pin;
import io.turnstile.target.storage.DatasetKey;
import java.time.Duration;
import org.apache.hadoop.fs.Path;

/**
 * One generation, pinned for reading. Its files stay until the snapshot is closed or its application has ended, whatever
 * becomes of the dataset. Thread-safe.
 */
public final class Snapshot implements AutoCloseable {
    private final DatasetKey key;
    private final Generation generation;
    private final Path path;
    private final Manifest manifest;
    private final Duration waited;
    private final Pin pin;

    Snapshot(DatasetKey key, Generation generation, Path path, Manifest manifest, Duration waited, Pin pin) {
        this.key = key;
        this.generation = generation;
        this.path = path;
        this.manifest = manifest;
        this.waited = waited;
        this.pin = pin;
    }

    /** The dataset. */
    public DatasetKey key() {
        return key;
    }

    /** The generation, as the commit log tells of it. */
    public Generation generation() {
        return generation;
    }

    /** The generation's directory. */
    public Path path() {
        return path;
    }

    /** What the generation consists of. */
    public Manifest manifest() {
        return manifest;
    }

    /** How long the read waited for a writer. */
    public Duration waited() {
        return waited;
    }

    /** Gives the pin back. Closing twice is harmless. */
    @Override
    public void close() {
        pin.close();
    }
}
