package io.turnstile.target;

import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.lock.Holder;
import io.turnstile.target.storage.DatasetKey;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One caller's waiting for others: how long it has lasted, how long it may, and what it says meanwhile. */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(30);

    private final DatasetKey key;
    private final DatasetLocks locks;
    private final Duration limit;
    private long waited;
    private Duration nextReport = Duration.ZERO;

    Patience(DatasetKey key, DatasetLocks locks, Duration limit) {
        this.key = key;
        this.locks = locks;
        this.limit = limit;
    }

    /** How long it has waited in all. */
    Duration waited() {
        return Duration.ofNanos(waited);
    }

    /**
     * Waits until the holder may have released the lock. It may return early; the caller looks again.
     *
     * @throws DatasetLockedException if the limit is over
     * @throws InterruptedIOException if the thread was interrupted, which it still is then
     */
    void await(Holder holder) throws DatasetLockedException, InterruptedIOException {
        Duration left = limit.minus(waited());
        if (left.isNegative() || left.isZero()) {
            throw new DatasetLockedException(key, holder, waited());
        }
        if (waited().compareTo(nextReport) >= 0) {
            LOG.warn("Waiting for dataset {}: it is being computed by {}", key, holder);
            nextReport = nextReport.isZero() ? FIRST_REPEAT : nextReport.multipliedBy(2);
        }
        long from = System.nanoTime();
        try {
            locks.awaitRelease(key.toString(), left);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped =
                    new InterruptedIOException("Interrupted while waiting for dataset " + key + ", held by " + holder);
            stopped.initCause(interrupted);
            throw stopped;
        } finally {
            waited += System.nanoTime() - from;
        }
    }
}
