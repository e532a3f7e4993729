package io.turnstile.core.exception;

/** The lock service that is configured is not the root's own, so it cannot tell who uses the root. Nothing was changed. */
public final class OtherLockServiceException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /**
     * One that does not know of those who use a root.
     *
     * @param asked its address
     * @param own that of the root's own, as far as it is known from outside
     */
    public OtherLockServiceException(String root, String asked, String own) {
        super("Cannot tell who uses the root " + root + ": its lock service is " + own + ", and " + asked
                + " is another one. Correct the option 'redis'.");
    }
}
