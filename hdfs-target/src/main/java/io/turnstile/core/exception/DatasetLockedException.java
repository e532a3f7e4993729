package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.option.Durations;
import java.time.Duration;

/**
 * The wait for the dataset's held lock timed out: somebody else is computing it, and the caller would not wait any
 * longer.
 */
public final class DatasetLockedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public DatasetLockedException(DatasetKey key, Holder holder, Duration waited) {
        super("Dataset " + key + " is being computed by " + holder + "; gave up after waiting "
                + Durations.shown(waited) + ". Try again later, or allow a longer lock.wait (and on-contention=wait).");
    }
}
