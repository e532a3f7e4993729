package io.turnstile.core.exception;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;

/** A hash collision: other parameters happen to have the same hash, and their dataset is there. It is untouched. */
public final class ParametersDifferException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public ParametersDifferException(DatasetKey key, Parameters asked, Generation head) {
        super("Dataset " + key + " is that of the parameters " + head.parameters() + ", not of " + asked
                + ", which have the same hash. Use another name for the one of them, or add a parameter.");
    }
}
