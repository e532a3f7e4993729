package io.turnstile.core.exception;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;

/** A generation's files are not those that were written. It is not read at all. */
public final class GenerationDamagedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /**
     * A file is not as it was written.
     *
     * @param file the first one, relative to the generation
     * @param problem what is wrong with it, in words
     * @param others how many more findings there are
     */
    public GenerationDamagedException(
            DatasetKey key, GenerationName generation, String file, String problem, int others) {
        super("Dataset " + key + " is damaged: of generation " + generation + ", file " + file + " is " + problem
                + (others > 0 ? ", and " + others + " more findings" : "")
                + ". Something other than Turnstile has changed it; compute the dataset anew (rerun=allow) or roll it back"
                + " to an earlier version.");
    }
}
