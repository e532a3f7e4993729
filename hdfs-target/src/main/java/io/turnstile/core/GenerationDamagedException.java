package io.turnstile.core;

import io.turnstile.core.storage.DatasetKey;

/** A generation's files are not those that were written. It is not read at all. */
public final class GenerationDamagedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    GenerationDamagedException(DatasetKey key, Verification verification) {
        super("Dataset " + key + " is damaged: of generation " + verification.generation() + ", file "
                + verification.findings().get(0).path() + " is "
                + verification.findings().get(0).problem()
                + (verification.findings().size() > 1
                        ? ", and " + (verification.findings().size() - 1) + " more findings"
                        : "")
                + ". Something other than Turnstile has changed it; compute the dataset anew (rerun=allow) or roll it back"
                + " to an earlier version.");
    }
}
