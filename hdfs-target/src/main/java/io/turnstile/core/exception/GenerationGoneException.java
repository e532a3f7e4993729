package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;

/** An earlier generation of a dataset cannot be had: it has been retired or collected, or there never was one. */
public final class GenerationGoneException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param asOf the version, generation or time that was asked for, in words */
    public GenerationGoneException(DatasetKey key, String asOf, String why) {
        super("Dataset " + key + " cannot be had as of " + asOf + ": " + why + ".");
    }
}
