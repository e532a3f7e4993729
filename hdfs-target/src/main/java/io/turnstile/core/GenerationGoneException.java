package io.turnstile.core;

import io.turnstile.core.storage.DatasetKey;

/** What a dataset was at an earlier version cannot be had. */
public final class GenerationGoneException extends DatasetException {
    private static final long serialVersionUID = 1L;

    GenerationGoneException(DatasetKey key, AsOf asOf, String why) {
        super("Dataset " + key + " cannot be had as of " + asOf + ": " + why + ".");
    }
}
