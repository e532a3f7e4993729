package io.turnstile.core.lock;

/**
 * The lock service answers but refuses: a wrong or missing password, a missing permission, or a command that it does not
 * know. Waiting does not help, so this is thrown whatever {@link DatasetLocks.WhenUnavailable} says.
 */
public final class LockServiceDeniedException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    public LockServiceDeniedException(String message, Throwable cause) {
        super(message, cause);
    }
}
