package io.turnstile.core.identity;

/** A dataset key is not well-formed. Nothing was looked up or created. */
public final class InvalidKeyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidKeyException(String message) {
        super(message);
    }
}
