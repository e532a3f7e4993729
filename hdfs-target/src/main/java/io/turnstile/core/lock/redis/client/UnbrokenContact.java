package io.turnstile.core.lock.redis.client;

import java.time.Duration;

/**
 * A liveness monitor of one Redis: whether it has answered this JVM so often that it cannot have hung, unnoticed, for
 * as long as pins take to run out. Pins are renewed after a third of their lease, so those run out in a silence of two
 * thirds of it at the least. What was before the first answer is not held against it: by the time that a new JVM
 * collects anything, readers that live have found Redis again. Thread-safe.
 */
public final class UnbrokenContact {
    private static final long LONG = Duration.ofDays(1).toNanos();

    private long longestGap = Long.MAX_VALUE;
    private boolean answeredBefore;
    private boolean broken;
    private long last;
    private long since;

    /** Somebody with pins of this lease is here. */
    public synchronized void mind(Duration lease) {
        longestGap = Math.min(longestGap, lease.toNanos() / 2);
    }

    synchronized void answered() {
        long now = System.nanoTime();
        if (broken || (answeredBefore && now - last > longestGap)) {
            since = now;
        } else if (!answeredBefore) {
            since = now - LONG;
        }
        answeredBefore = true;
        broken = false;
        last = now;
    }

    /** It does not answer. */
    synchronized void lost() {
        broken = true;
    }

    /** For how long answers have come without too long a gap, up to the last one. */
    public synchronized Duration lasted() {
        return broken ? Duration.ZERO : Duration.ofNanos(last - since);
    }
}
