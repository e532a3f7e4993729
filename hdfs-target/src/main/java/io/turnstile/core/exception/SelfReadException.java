package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;

/**
 * A self-deadlock: a computation of a dataset reads that dataset before it is there, or writes or removes it, and would
 * wait for itself.
 */
public final class SelfReadException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public SelfReadException(DatasetKey key) {
        super("The computation of dataset " + key + " reads " + key
                + " itself before it is there, or writes or removes it: it would wait for its own end. Take that out of"
                + " the query.");
    }
}
