package io.turnstile.core.read;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.GenerationDamagedException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Pin;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.fs.Path;

/**
 * A snapshot of a dataset: one generation, pinned for reading. Its files stay until the snapshot is closed or its
 * application has ended, whatever becomes of the dataset. Thread-safe.
 */
public final class Snapshot implements AutoCloseable {
    private final DatasetContext context;
    private final Generation generation;
    private final Manifest manifest;
    private final Duration waited;
    private final Pin pin;

    Snapshot(DatasetContext context, Generation generation, Manifest manifest, Duration waited, Pin pin) {
        this.context = context;
        this.generation = generation;
        this.manifest = manifest;
        this.waited = waited;
        this.pin = pin;
    }

    /** The dataset. */
    public DatasetKey key() {
        return context.key();
    }

    /** What it is to whoever computes something from it. */
    public Input asInput() {
        return Input.dataset(
                context.root().path().toString(),
                context.key().toString(),
                generation.name().toString());
    }

    /** The generation, as the commit log tells of it. */
    public Generation generation() {
        return generation;
    }

    /** The generation's directory. */
    public Path path() {
        return context.layout().generation(generation.name());
    }

    /** What the generation consists of. */
    public Manifest manifest() {
        return manifest;
    }

    /**
     * Compares names and lengths of its files with what was written. Costs one listing page per directory or thousand
     * files.
     *
     * @throws GenerationDamagedException if a file is missing or has another length
     * @throws IOException if its directories cannot be listed
     */
    public void requireWhole() throws IOException {
        Verification verification = new Verifier(context).verify(generation);
        if (!verification.readable()) {
            Verification.Finding first = verification.findings().get(0);
            throw new GenerationDamagedException(
                    context.key(),
                    generation.name(),
                    first.path(),
                    first.problem(),
                    verification.findings().size() - 1);
        }
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
