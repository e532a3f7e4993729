package io.turnstile.core.exception;

/** The root is not a directory that can be read. Nothing was created. */
public final class RootUnusableException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public RootUnusableException(String message) {
        super(message);
    }
}
