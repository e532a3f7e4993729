package io.turnstile.core.lock.root;

import io.turnstile.core.lock.Pin;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pin in the presence of this application. */
final class FilePin implements Pin {
    private static final Logger LOG = LoggerFactory.getLogger(FilePin.class);

    private final OwnPresence own;
    private final String dataset;
    private final Runnable soon;
    private final Consumer<FilePin> forget;
    private final Supplier<Presence.Pinned> description = this::describe;
    private final long begun = System.nanoTime();
    private volatile String generation;
    private volatile boolean closed;
    private volatile long change;

    FilePin(OwnPresence own, String dataset, String generation, Runnable soon, Consumer<FilePin> forget) {
        this.own = own;
        this.dataset = dataset;
        this.generation = generation;
        this.soon = soon;
        this.forget = forget;
    }

    private Presence.Pinned describe() {
        return new Presence.Pinned(dataset, generation, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** @throws IOException if others do not see it yet; the next renewal tells them */
    void register() throws IOException {
        own.pins.add(description);
        own.tell();
    }

    @Override
    public void resolve(String chosen) {
        if (closed) {
            throw new IllegalStateException("Cannot resolve a pin on dataset " + dataset + ": it has been closed");
        }
        generation = chosen;
        change = own.change();
        soon.run();
    }

    @Override
    public void awaitResolved() {
        told(change);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        forget.accept(this);
        own.pins.remove(description);
        told(own.change());
    }

    private void told(long what) {
        try {
            own.awaitTold(what);
        } catch (IOException later) {
            LOG.debug("Others do not see yet what became of a pin on dataset {}", dataset, later);
        }
    }
}
