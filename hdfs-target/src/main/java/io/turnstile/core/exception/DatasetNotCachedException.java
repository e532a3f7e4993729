package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;

/** There is no such dataset. A read throws it only if nobody is computing it. */
public final class DatasetNotCachedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public DatasetNotCachedException(DatasetKey key, String root, String more) {
        super("Dataset " + key + " is not cached in " + root + more);
    }
}
