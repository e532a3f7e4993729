package io.turnstile.core;

/** The root is not a directory that can be read. Nothing was created. */
public final class RootUnusableException extends DatasetException {
    private static final long serialVersionUID = 1L;

    RootUnusableException(String message) {
        super(message);
    }
}
