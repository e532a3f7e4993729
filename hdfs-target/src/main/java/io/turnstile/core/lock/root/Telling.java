package io.turnstile.core.lock.root;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.security.AccessControlException;

/** A writer of this application's presence for those who do not wait for it. Thread-safe. */
final class Telling {
    /** How far a computation is, is worth a write every so often. */
    private static final long SOON_SECONDS = 3;

    private final OwnPresence own;
    private final ScheduledExecutorService scheduler;
    private final Reach reach;
    private final AtomicBoolean planned = new AtomicBoolean();

    Telling(OwnPresence own, ScheduledExecutorService scheduler, Reach reach) {
        this.own = own;
        this.scheduler = scheduler;
        this.reach = reach;
    }

    /** Begins to write what has changed. */
    void now() {
        try {
            scheduler.execute(this::write);
        } catch (RejectedExecutionException ending) {
            // Nobody needs to know any more.
        }
    }

    /** Writes within a few seconds, once for all who ask for it until then. */
    void soon() {
        if (planned.compareAndSet(false, true)) {
            try {
                var unused = scheduler.schedule(this::writeAll, SOON_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException ending) {
                // As above.
            }
        }
    }

    private void writeAll() {
        planned.set(false);
        own.change();
        write();
    }

    private void write() {
        try {
            own.tellChanges();
        } catch (AccessControlException unregistered) {
            // The log says so, once.
        } catch (IOException later) {
            reach.lost();
        }
    }
}
