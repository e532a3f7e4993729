package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Reads what is published again and again, and remembers all that it ever saw: nothing, or some content. */
public final class Onlooker implements AutoCloseable {
    public static final String NOTHING = "";

    private final Applications applications;
    private final CachedDataset target;
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final Object gaze = new Object();
    private final Thread thread = new Thread(this::look);
    private volatile boolean over;

    public Onlooker(Applications applications) throws IOException {
        this.applications = applications;
        this.target = applications.dataset("onlooker", "lock.lease", "1s");
        thread.start();
    }

    private void look() {
        while (!over) {
            try {
                synchronized (gaze) {
                    seen.add(target.exists() ? applications.readHead(target) : NOTHING);
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                trouble.set(e);
                return;
            }
        }
    }

    /** Looks away meanwhile: a reader that has not chosen its generation yet holds back every deletion. */
    public <T> T unseen(Supplier<T> doing) {
        synchronized (gaze) {
            return doing.get();
        }
    }

    /** All that was there at any time. @throws AssertionError if anything could not be read */
    public Set<String> seen() {
        close();
        if (trouble.get() != null) {
            throw new AssertionError("What is published could not be read", trouble.get());
        }
        return seen;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
