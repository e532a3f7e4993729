package io.turnstile.core.exception;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;

/** What a dataset was computed from has changed, or that cannot be told, and the caller would rather fail than reuse it. */
public final class StaleDatasetException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param why clauses that say what has changed */
    public StaleDatasetException(DatasetKey key, Generation head, String why) {
        super("Dataset " + key + " (" + head.name() + ", published by " + head.origin() + ") is stale: " + why
                + ". It is as it was. Compute it again with stale=recompute, or take it as it is with stale=serve or"
                + " stale=warn.");
    }
}
