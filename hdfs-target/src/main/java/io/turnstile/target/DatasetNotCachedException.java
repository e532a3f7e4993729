package io.turnstile.target;

import io.turnstile.target.storage.DatasetKey;

/** A read found nothing, and nobody who is computing it. */
public final class DatasetNotCachedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    DatasetNotCachedException(DatasetKey key, String root, String hint) {
        super("Dataset " + key + " is not cached in " + root + ", and nobody is computing it." + hint);
    }
}
