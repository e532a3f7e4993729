package io.turnstile.core.lock;

/** What came of an attempt to take the held lock: either it is held now, or somebody else holds it. */
public sealed interface Attempt {
    /** The lock is the caller's, who closes it. */
    record Acquired(HeldLock lock) implements Attempt {}

    /** Somebody else holds the lock; nothing was left behind. */
    record HeldBy(Holder holder) implements Attempt {}
}
