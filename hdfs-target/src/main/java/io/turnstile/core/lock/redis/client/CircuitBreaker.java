package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker for one Redis. It opens when a command and its repetition are not answered; while it is open nobody asks
 * Redis but a probe in the background, once a second, so that a call costs nothing but the knowledge that it is away. Says in
 * the log when Redis goes away and when it is back, once each. Thread-safe.
 */
final class CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(1);

    /** A listener to the breaker's changes. Both methods run in the background and may not block for long. */
    interface Listener {
        void away();

        void back();
    }

    private final String address;
    private final ScheduledExecutorService scheduler;
    private final Runnable probe;
    private final Listener listener;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile boolean away;
    private volatile boolean ended;
    private volatile String reason = "";
    private volatile long outages;
    private long awaySince;

    /** The probe throws {@link LockServiceUnavailableException} as long as Redis does not answer. */
    CircuitBreaker(String address, ScheduledExecutorService scheduler, Runnable probe, Listener listener) {
        this.address = address;
        this.scheduler = scheduler;
        this.probe = probe;
        this.listener = listener;
    }

    boolean isOpen() {
        return away;
    }

    String reason() {
        return reason;
    }

    /** To be read before a command is sent, and told if it fails. */
    long outages() {
        return outages;
    }

    /**
     * A command was not answered.
     *
     * @param before the outages when it was sent: one that was sent before the latest outage says nothing new
     */
    void failed(String why, long before) {
        synchronized (this) {
            if (away || ended || before != outages) {
                return;
            }
            reason = why;
            away = true;
            outages = before + 1;
            awaySince = System.nanoTime();
        }
        LOG.warn(
                "Redis at {} does not answer ({}). Nothing wrong is published or read without it, but work may be done"
                        + " twice",
                address,
                why);
        listener.away();
        later(this::tryAgain);
    }

    /** A connection was lost: asks at once, because Redis may be gone, or be back with nothing in it. */
    void suspect() {
        if (!away && checking.compareAndSet(false, true)) {
            inBackground(() -> {
                checking.set(false);
                if (!away && answers() == null) {
                    listener.back();
                }
            });
        }
    }

    /** The connection is about to be closed: what fails from now on is no outage. */
    void end() {
        ended = true;
    }

    private void tryAgain() {
        String why = answers();
        if (why != null) {
            reason = why;
            later(this::tryAgain);
            return;
        }
        long seconds;
        synchronized (this) {
            away = false;
            seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - awaySince);
        }
        LOG.info("Redis at {} answers again, after {} s", address, seconds);
        listener.back();
    }

    /** Null if it does, or why it does not. To be refused is an answer: the next call tells the user. */
    private @Nullable String answers() {
        try {
            probe.run();
            return null;
        } catch (LockServiceDeniedException e) {
            return null;
        } catch (RuntimeException e) {
            return RedisFailure.of(e).reason();
        }
    }

    private void later(Runnable task) {
        try {
            var unused = scheduler.schedule(task, PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Everything has been closed meanwhile; nobody wants to know any more.
        }
    }

    private void inBackground(Runnable task) {
        try {
            scheduler.execute(task);
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }
}
