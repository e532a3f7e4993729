package io.turnstile.core.exception;

/** The locks of a root cannot be moved to another service: somebody has some. Nothing was changed. */
public final class LocksInUseException extends DatasetException {
    private static final long serialVersionUID = 1L;

    /** @param who who uses the root, and for what */
    public LocksInUseException(String root, String who) {
        super("Cannot move the locks of the root " + root + ": " + who
                + ". Wait until nobody uses the root, and let nobody begin meanwhile.");
    }
}
