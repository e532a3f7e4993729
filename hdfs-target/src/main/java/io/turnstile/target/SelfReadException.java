package io.turnstile.target;

import io.turnstile.target.storage.DatasetKey;

/** The first computation of a dataset reads that dataset, so it would wait for itself. */
public final class SelfReadException extends DatasetException {
    private static final long serialVersionUID = 1L;

    SelfReadException(DatasetKey key) {
        super("The computation of dataset " + key + " reads " + key
                + " itself, which does not exist before that computation has ended. Take that read out of the query.");
    }
}
