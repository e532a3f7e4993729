package io.turnstile.core.lock;

/** The result of a try-lock on the held lock: either it is held now, or somebody else holds it. */
public sealed interface Attempt {
    /** Acquired: the lock is the caller's, who closes it. */
    record Acquired(HeldLock lock) implements Attempt {}

    /** Not acquired: somebody else holds the lock; nothing was left behind. */
    record HeldBy(Holder holder) implements Attempt {}
}
