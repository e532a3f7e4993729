package io.turnstile.core.progress;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The publisher of an application's waits to its listeners. Thread-safe. */
public final class WaitListeners {
    private static final Logger LOG = LoggerFactory.getLogger(WaitListeners.class);
    private static final AtomicLong IDS = new AtomicLong();

    private final List<WaitListener> listeners = new CopyOnWriteArrayList<>();

    /** One more who wants to know. */
    public void add(WaitListener listener) {
        listeners.add(listener);
    }

    /** The id of a wait that begins. */
    public static long newId() {
        return IDS.incrementAndGet();
    }

    /** Tells everybody, and then {@code display}. */
    public void tell(WaitListener display, BiConsumer<WaitListener, WaitStatus> what, WaitStatus status) {
        for (WaitListener listener : listeners) {
            try {
                what.accept(listener, status);
            } catch (RuntimeException theirs) {
                LOG.debug("A listener failed", theirs);
            }
        }
        what.accept(display, status);
    }
}
