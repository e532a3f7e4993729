package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.exception.DatasetException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.read.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A wait for a dataset that somebody is computing, such as a scheduler's: a read that opens no file. For one wait. */
public final class AwaitedDataset {
    private final CachedDataset dataset;
    private final long begun = System.nanoTime();

    /** @param dataset its option {@code lock.wait} says for how long */
    public AwaitedDataset(CachedDataset dataset) {
        this.dataset = dataset;
    }

    /**
     * Waits, as a read does.
     *
     * @return how that ended; whatever it was, no pin is left
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if there is nothing, and the lock service does not
     *     tell whether somebody is computing it
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
     */
    public WaitRow untilThere() throws IOException {
        // Only where there is nothing yet it matters who computes it, and that the lock service can tell.
        Optional<Holder> atFirst = dataset.exists() ? Optional.empty() : dataset.holder();
        try (Snapshot snapshot = dataset.glance()) {
            String generation = snapshot.generation().name().toString();
            return new WaitRow(name(), WaitRow.THERE, generation, snapshot.waited(), null);
        } catch (DatasetLockedException stillComputed) {
            return ended(WaitRow.TIMED_OUT, stillComputed);
        } catch (DatasetNotCachedException nothing) {
            return ended(atFirst.isPresent() ? WaitRow.FAILED : WaitRow.NOBODY, nothing);
        }
    }

    private WaitRow ended(String outcome, DatasetException why) {
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        return new WaitRow(name(), outcome, null, waited, why.getMessage());
    }

    private String name() {
        return dataset.key().toString();
    }
}
