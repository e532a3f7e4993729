package io.turnstile.core.lock;

import java.time.Duration;

/**
 * The leases of one application at a root's lock service: how long what it has there outlives it.
 *
 * @param lock of a held lock; each application's own affair, as whoever loses a lock loses no more than work
 * @param pin of a reader's pin; the same for all who use the root, because a collector has to know how long the pins of others
 *     stand without being renewed, and how long those who live need to register them again
 */
public record Leases(Duration lock, Duration pin) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** @throws IllegalArgumentException if one is below 100 ms */
    public Leases {
        for (Duration lease : new Duration[] {lock, pin}) {
            if (lease.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("Cannot use a lease of " + lease + ": it is below 100 ms");
            }
        }
    }

    /** The same for both. */
    public static Leases of(Duration lease) {
        return new Leases(lease, lease);
    }

    /** How often to renew all that an application holds: every third of the shorter one. */
    public Duration renewal() {
        return (lock.compareTo(pin) < 0 ? lock : pin).dividedBy(3);
    }
}
