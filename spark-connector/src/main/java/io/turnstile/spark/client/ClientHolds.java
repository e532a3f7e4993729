package io.turnstile.spark.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of what is held for clients of the applications in this JVM. A client that dies says nothing; so each hold has a
 * lease, which the client renews, and ends with it. Thread-safe.
 */
final class ClientHolds {
    private static final Logger LOG = LoggerFactory.getLogger(ClientHolds.class);
    private static final Map<String, Hold> HELD = new ConcurrentHashMap<>();
    private static final ScheduledThreadPoolExecutor EXPIRY = expiry();

    private ClientHolds() {}

    /** What is held: a claim or a pin. Giving it back twice is harmless. */
    interface Held {
        /**
         * Ends it.
         *
         * @param failure why the client does not go on; empty if it has no more need of it, or has gone
         */
        void giveBack(Optional<String> failure);
    }

    private static final class Hold {
        private final Held held;
        private final long lease;
        private volatile long renewed = System.nanoTime();

        Hold(Held held, Duration lease) {
            this.held = held;
            this.lease = lease.toNanos();
        }

        long left() {
            return renewed + lease - System.nanoTime();
        }
    }

    /** Holds it for so long, and as long again after each {@link #keep}; returns the id by which the client names it. */
    static String hold(Held held, Duration lease) {
        String id = UUID.randomUUID().toString();
        Hold hold = new Hold(held, lease);
        HELD.put(id, hold);
        lookWhenDue(id, hold);
        return id;
    }

    private static void lookWhenDue(String id, Hold hold) {
        var unused = EXPIRY.schedule(() -> endIfDue(id, hold), Math.max(1, hold.left()), TimeUnit.NANOSECONDS);
    }

    private static void endIfDue(String id, Hold hold) {
        if (hold.left() > 0) {
            if (HELD.containsKey(id)) {
                lookWhenDue(id, hold);
            }
        } else if (HELD.remove(id, hold)) {
            LOG.warn(
                    "A client has not said for {} s that it goes on: {} is given back",
                    hold.lease / 1_000_000_000,
                    hold.held);
            hold.held.giveBack(Optional.empty());
        }
    }

    /** Renews the lease, and tells how long it is; empty if nothing is held by that id any more. */
    static Optional<Duration> keep(String id) {
        Hold hold = HELD.get(id);
        if (hold == null) {
            return Optional.empty();
        }
        hold.renewed = System.nanoTime();
        return Optional.of(Duration.ofNanos(hold.lease));
    }

    /** What is held by that id, which it still is. */
    static Optional<Held> find(String id) {
        return Optional.ofNullable(HELD.get(id)).map(hold -> hold.held);
    }

    /** Ends the lease and hands over what was held: the caller gives it back. */
    static Optional<Held> take(String id) {
        return Optional.ofNullable(HELD.remove(id)).map(hold -> hold.held);
    }

    private static ScheduledThreadPoolExecutor expiry() {
        ScheduledThreadPoolExecutor expiry = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "turnstile-client-holds");
            thread.setDaemon(true);
            return thread;
        });
        expiry.setKeepAliveTime(1, TimeUnit.SECONDS);
        expiry.allowCoreThreadTimeOut(true);
        return expiry;
    }
}
