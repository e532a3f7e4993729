package io.turnstile.core.lock;

/**
 * The lock service did not answer within the time that we wait for it, and nothing is known of what it did; or it is not
 * known here.
 */
public final class LockServiceUnavailableException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    public LockServiceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public LockServiceUnavailableException(String message) {
        super(message);
    }
}
