package io.turnstile.core.exception;

import java.util.List;

/** A deadlock: computations of several datasets wait for one another, so none of them would ever end. */
public final class CyclicComputationException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param cycle the datasets, each computed by somebody who waits for the next; the last is the first again */
    public CyclicComputationException(List<String> cycle) {
        super("Cannot wait for dataset " + cycle.get(1) + " while computing " + cycle.get(0)
                + ": the computations wait for one another, " + String.join(" → ", cycle)
                + ". Take one of these reads out of its query.");
    }
}
