package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A held lock of this JVM. */
final class InProcessHeldLock implements HeldLock, InProcessLockTable.Owner {
    private final InProcessLockTable root;
    private final String dataset;
    private final Application application;
    private final Duration lease;
    private final Consumer<Object> forget;
    private volatile State state = State.HELD;
    private volatile long takenAt;
    private volatile String awaited = "";
    private volatile Progress progress = Progress.NONE;

    InProcessHeldLock(
            InProcessLockTable root, String dataset, Application application, Duration lease, Consumer<Object> forget) {
        this.root = root;
        this.dataset = dataset;
        this.application = application;
        this.lease = lease;
        this.forget = forget;
    }

    /** Takes it if it is free, else tells who has it. */
    Optional<Holder> take() {
        return root.at(dataset, place -> {
            if (place.holder == null) {
                takenAt = System.nanoTime();
                place.holder = this;
                return Optional.empty();
            }
            return place.describeHolder();
        });
    }

    @Override
    public String dataset() {
        return dataset;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public void close() {
        giveBack(place -> {});
    }

    @Override
    public void fail(String cause, int inARow) {
        giveBack(place -> root.failed(dataset, application, cause, inARow));
    }

    @Override
    public Holder describe() {
        return new Holder(application, InProcessLockTable.since(takenAt), lease, progress);
    }

    @Override
    public String awaited() {
        return awaited;
    }

    @Override
    public void lose() {
        state = State.LOST;
    }

    @Override
    public void report(Progress soFar) {
        progress = soFar;
    }

    @Override
    public void waitsFor(String other) {
        awaited = other;
    }

    private void giveBack(Consumer<InProcessLockTable.Place> word) {
        forget.accept(this);
        root.at(dataset, place -> {
            if (place.holder == this) {
                word.accept(place);
            }
            state = State.RELEASED;
            if (place.holder == this) {
                place.release();
            }
            return true;
        });
    }
}
