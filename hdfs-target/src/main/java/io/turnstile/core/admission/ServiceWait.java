package io.turnstile.core.admission;

import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.option.Durations;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded wait for a lock service that does not answer, with jitter: one call's patience before it goes on without, and does
 * work that others may be doing. Belongs to one thread.
 */
final class ServiceWait {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceWait.class);
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Live holders take their locks again within a second or so; whoever asked before would take one from them. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** So that not all who waited ask at the same moment. */
    private static final Duration SPREAD = Duration.ofSeconds(2);

    private final DatasetContext context;
    private final DatasetLocks locks;
    private final Duration patience;
    private long awaySince;

    ServiceWait(DatasetContext context, DatasetLocks locks) {
        this.context = context;
        this.locks = locks;
        this.patience = context.options().redisPatience();
    }

    /** Whether the service does not answer, and there is patience left. */
    boolean isDue() {
        if (patience.isZero() || locks.answers()) {
            return false;
        }
        if (awaySince == 0) {
            awaySince = System.nanoTime();
            LOG.warn(
                    "The lock service {} does not answer: waiting up to {} for it before going on with dataset {} without",
                    locks.service(),
                    Durations.shown(patience),
                    context.key());
        }
        return left().compareTo(Duration.ZERO) > 0;
    }

    private Duration left() {
        return patience.minusNanos(System.nanoTime() - awaySince);
    }

    /** Waits until it answers and has settled, the patience is over, or {@code atMost} is; the caller looks again. */
    void await(Duration atMost) throws InterruptedException {
        long from = System.nanoTime();
        Duration limit = left().compareTo(atMost) < 0 ? left() : atMost;
        while (!locks.answers()) {
            if (System.nanoTime() - from >= limit.toNanos()) {
                return;
            }
            Thread.sleep(GLANCE.toMillis());
        }
        Thread.sleep(SETTLE.toMillis() + ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
    }
}
