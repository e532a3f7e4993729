package io.turnstile.core.progress;

/**
 * A listener to the waits of an application. Called on the thread that waits, which goes on when it returns; what it throws
 * is logged and forgotten.
 */
public interface WaitListener {
    /** A call begins to wait. */
    void begins(WaitStatus status);

    /** It still waits: after a second or more. */
    void goesOn(WaitStatus status);

    /** It waits no more, whatever the reason. */
    void ends(WaitStatus last);
}
