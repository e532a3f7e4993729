package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.option.Durations;

/**
 * The computation that the caller waited for failed, and so did the one that took over from it. Nobody who was waiting
 * tries again; the next call starts afresh.
 */
public final class ComputationFailedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public ComputationFailedException(DatasetKey key, Failure failure) {
        super("Dataset " + key + " could not be computed: after one failure, " + failure.application()
                + " took over and failed too, " + Durations.shown(failure.ago()) + " ago: " + failure.cause()
                + " Those who waited do not try again; a new call does.");
    }
}
