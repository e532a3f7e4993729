package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.Reader;
import java.util.Optional;
import java.util.function.Consumer;

/** A pin of this JVM. */
final class InProcessPin implements Pin, InProcessLockTable.Described<Reader> {
    private final InProcessLockTable root;
    private final String dataset;
    private final Application application;
    private final Consumer<Object> forget;
    private final long pinnedAt = System.nanoTime();
    private volatile String generation;

    InProcessPin(
            InProcessLockTable root,
            String dataset,
            Application application,
            String generation,
            Consumer<Object> forget) {
        this.root = root;
        this.dataset = dataset;
        this.application = application;
        this.generation = generation;
        this.forget = forget;
    }

    /** Registers it, and tells who holds the lock at that moment. */
    Optional<Holder> register() {
        return root.at(dataset, place -> {
            place.pins.add(this);
            return place.describeHolder();
        });
    }

    @Override
    public Reader describe() {
        return new Reader(
                application,
                Optional.of(generation).filter(name -> !name.isEmpty()),
                InProcessLockTable.since(pinnedAt));
    }

    @Override
    public void resolve(String chosen) {
        boolean known = root.at(dataset, place -> {
            generation = chosen;
            return place.pins.contains(this);
        });
        if (!known) {
            throw new IllegalStateException("Cannot resolve a pin on " + dataset + " that has been closed");
        }
    }

    @Override
    public void awaitResolved() {
        // It is known at once.
    }

    @Override
    public void close() {
        forget.accept(this);
        root.at(dataset, place -> place.pins.remove(this));
    }
}
