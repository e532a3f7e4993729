package io.turnstile.core;

import io.turnstile.core.lock.Failure;
import io.turnstile.core.storage.DatasetKey;

/**
 * The computation that the caller waited for failed, and so did the one that took over from it. Nobody who was waiting
 * tries again; the next call starts afresh.
 */
public final class ComputationFailedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    ComputationFailedException(DatasetKey key, Failure failure) {
        super("Dataset " + key + " could not be computed: after one failure, " + failure.application()
                + " took over and failed too, " + Durations.shown(failure.ago()) + " ago: " + failure.cause()
                + " Those who waited do not try again; a new call does.");
    }
}
