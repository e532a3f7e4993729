package io.turnstile.target.lock;

/** The lock service did not answer within the time that we wait for it. Nothing is known of what it did. */
public final class LockServiceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LockServiceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
