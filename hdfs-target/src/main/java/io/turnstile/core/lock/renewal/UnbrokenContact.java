package io.turnstile.core.lock.renewal;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * A liveness monitor of one lock service: for how long it has answered this JVM so often that it cannot have hung, unnoticed, for
 * as long as pins take to run out. Pins are renewed after a third of their lease, so those run out in a silence of two
 * thirds of it at the least. Of what was before the first answer nothing is known. Thread-safe.
 */
public final class UnbrokenContact {
    private long longestGap = Long.MAX_VALUE;
    private boolean unbroken;
    private long last;
    private long since;

    /** Somebody who wants to know about pins of this lease is here. */
    public synchronized void mind(Duration lease) {
        longestGap = Math.min(longestGap, lease.toNanos() / 2);
    }

    /** It has answered. */
    public synchronized void answered() {
        long now = System.nanoTime();
        if (!unbroken || now - last > longestGap) {
            since = now;
        }
        unbroken = true;
        last = now;
    }

    /** It does not answer, or may not have answered for a while. */
    public synchronized void lost() {
        unbroken = false;
    }

    /** How long ago the last answer came; a long time if there was none. */
    public synchronized Duration sinceLast() {
        return unbroken ? Duration.ofNanos(System.nanoTime() - last) : ChronoUnit.FOREVER.getDuration();
    }

    /** For how long answers have come without too long a gap, up to the last one. */
    public synchronized Duration lasted() {
        return unbroken ? Duration.ofNanos(last - since) : Duration.ZERO;
    }
}
