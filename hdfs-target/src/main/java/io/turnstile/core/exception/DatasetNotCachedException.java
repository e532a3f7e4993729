package io.turnstile.core.exception;

/** There is no such dataset. A read throws it only if nobody is computing it. */
public final class DatasetNotCachedException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param dataset its name, or that without a hash and its parameters */
    public DatasetNotCachedException(String dataset, String root, String more) {
        super("Dataset " + dataset + " is not cached in " + root + more);
    }
}
