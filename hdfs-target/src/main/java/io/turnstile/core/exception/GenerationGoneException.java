package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;

/** What a dataset was at an earlier version cannot be had. */
public final class GenerationGoneException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param asOf the version, generation or time that was asked for, in words */
    public GenerationGoneException(DatasetKey key, String asOf, String why) {
        super("Dataset " + key + " cannot be had as of " + asOf + ": " + why + ".");
    }
}
