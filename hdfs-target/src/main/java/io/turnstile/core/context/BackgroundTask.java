package io.turnstile.core.context;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A background thread for what nobody waits for: at most one task at a time, on a daemon thread, so that no application
 * ends later for it. Thread-safe.
 */
final class BackgroundTask implements AutoCloseable {
    private static final Duration LONGEST_LAST = Duration.ofSeconds(2);

    private @Nullable Thread running;
    private boolean closed;

    /** Begins a task, unless one is under way. What it throws ends it alone. */
    synchronized void begin(String name, Runnable task) {
        if (closed || (running != null && running.isAlive())) {
            return;
        }
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        running = thread;
    }

    /** Lets what is under way end, as long as that takes but a moment. */
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            closed = true;
            last = running;
        }
        if (last != null && last != Thread.currentThread()) {
            try {
                last.join(LONGEST_LAST.toMillis());
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
