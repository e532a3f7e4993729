package io.turnstile.core;

import io.turnstile.core.storage.DatasetKey;

/** A computation of a dataset reads that dataset before it is there, or writes or removes it: it would wait for itself. */
public final class SelfReadException extends DatasetException {
    private static final long serialVersionUID = 1L;

    SelfReadException(DatasetKey key) {
        super("The computation of dataset " + key + " reads " + key
                + " itself before it is there, or writes or removes it: it would wait for its own end. Take that out of"
                + " the query.");
    }
}
