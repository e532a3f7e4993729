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
        this("Cannot tell who uses the root " + root + ": its lock service is " + own + ", and " + asked
                + " is another one. Correct the options 'locks' and 'redis'.");
    }

    private OtherLockServiceException(String message) {
        super(message);
    }

    /** One that would not keep a writer from what those do who use a root. */
    public static OtherLockServiceException forWriting(String root, String configured, String own) {
        return new OtherLockServiceException(
                "Cannot write to the root " + root + ": those who use it take their locks at " + own
                        + ", and this application would take them at " + configured
                        + ". Correct the options 'locks' and 'redis'; or, while nobody uses it, move them: turnstile locks migrate.");
    }
}
