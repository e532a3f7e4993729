package io.turnstile.core.lock.renewal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lease renewal: a task that runs every so often as long as there is something to renew, and rests when there is not.
 * Thread-safe.
 */
public final class LeaseRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewal.class);

    private final ScheduledExecutorService scheduler;
    private final Duration period;
    private final BooleanSupplier idle;
    private final Runnable task;
    private @Nullable ScheduledFuture<?> planned;
    private boolean stopped;

    public LeaseRenewal(ScheduledExecutorService scheduler, Duration period, BooleanSupplier idle, Runnable task) {
        this.scheduler = scheduler;
        this.period = period;
        this.idle = idle;
        this.task = task;
    }

    /** To be called after something has been added. */
    public synchronized void wake() {
        if (planned == null && !stopped) {
            planned = scheduler.scheduleWithFixedDelay(
                    this::run, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Runs once more, soon. */
    public synchronized void now() {
        if (planned != null) {
            try {
                scheduler.execute(this::run);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile.
            }
        }
    }

    public synchronized void stop() {
        stopped = true;
        rest();
    }

    private synchronized boolean restIfIdle() {
        if (idle.getAsBoolean()) {
            rest();
            return true;
        }
        return stopped;
    }

    private synchronized void rest() {
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
    }

    private void run() {
        if (restIfIdle()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            // One that ended here would end all later ones too.
            LOG.error("Cannot renew locks and pins", e);
        }
    }
}
