package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory lock table of one root: who holds and who reads its datasets in this JVM. Remembers only datasets that
 * somebody is at.
 */
final class InProcessLockTable {
    /** Whoever waits longer looks again in between. */
    private static final Duration A_WHILE = Duration.ofHours(1);

    private final Lock guard = new ReentrantLock();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Failed> failures = new HashMap<>();

    Optional<Holder> holder(String dataset) {
        return at(dataset, Place::describeHolder);
    }

    Map<String, Holder> holders() {
        guard.lock();
        try {
            Map<String, Holder> found = new TreeMap<>();
            places.forEach((dataset, place) -> place.describeHolder().ifPresent(holder -> found.put(dataset, holder)));
            return found;
        } finally {
            guard.unlock();
        }
    }

    Optional<Failure> lastFailure(String dataset) {
        guard.lock();
        try {
            return Optional.ofNullable(failures.get(dataset)).map(Failed::describe);
        } finally {
            guard.unlock();
        }
    }

    Optional<String> awaitedByHolder(String dataset) {
        return at(
                dataset,
                place -> Optional.ofNullable(place.holder)
                        .map(held -> held.awaited)
                        .filter(awaited -> !awaited.isEmpty()));
    }

    List<Reader> readers(String dataset) {
        return at(dataset, place -> place.pins.stream().map(Pinned::describe).toList());
    }

    Optional<Holder> drop(String dataset) {
        return at(dataset, place -> {
            Optional<Holder> dropped = place.describeHolder();
            if (place.holder != null) {
                place.holder.state = HeldLock.State.LOST;
                place.release();
            }
            return dropped;
        });
    }

    void awaitRelease(String dataset, Duration atMost) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            Place place = places.get(dataset);
            if (place == null || place.holder == null) {
                return;
            }
            // The place stays as long as somebody waits: whoever releases must find the same condition.
            place.waiters++;
            try {
                Held before = place.holder;
                long left = (atMost.compareTo(A_WHILE) < 0 ? atMost : A_WHILE).toNanos();
                while (place.holder == before && left > 0) {
                    left = place.released.awaitNanos(left);
                }
            } finally {
                place.waiters--;
                leave(dataset, place);
            }
        } finally {
            guard.unlock();
        }
    }

    private <T> T at(String dataset, Function<Place, T> action) {
        guard.lock();
        try {
            Place place = places.computeIfAbsent(dataset, name -> new Place(guard.newCondition()));
            T result = action.apply(place);
            leave(dataset, place);
            return result;
        } finally {
            guard.unlock();
        }
    }

    private void leave(String dataset, Place place) {
        if (place.holder == null && place.pins.isEmpty() && place.waiters == 0) {
            places.remove(dataset);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** The table's entry for one dataset. Everything in it is under the guard. */
    private static final class Place {
        private final Condition released;
        private final Set<Pinned> pins = new LinkedHashSet<>();
        private @Nullable Held holder;
        private int waiters;

        private Place(Condition released) {
            this.released = released;
        }

        private Optional<Holder> describeHolder() {
            return Optional.ofNullable(holder)
                    .map(held -> new Holder(held.application, since(held.takenAt), held.lease));
        }

        private void release() {
            holder = null;
            released.signalAll();
        }
    }

    /** A held lock of this JVM. */
    static final class Held implements HeldLock {
        private final InProcessLockTable root;
        private final String dataset;
        private final Application application;
        private final Duration lease;
        private final Consumer<Object> forget;
        private volatile State state = State.HELD;
        private volatile long takenAt;
        private volatile String awaited = "";

        Held(
                InProcessLockTable root,
                String dataset,
                Application application,
                Duration lease,
                Consumer<Object> forget) {
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
            giveBack(place -> root.failures.put(dataset, new Failed(application, cause, inARow, System.nanoTime())));
        }

        @Override
        public void waitsFor(String other) {
            awaited = other;
        }

        private void giveBack(Consumer<Place> word) {
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

    /** A failure notice. The last one of each dataset is kept: there are no more of them than of datasets in use. */
    private record Failed(Application application, String cause, int inARow, long at) {
        private Failure describe() {
            return new Failure(Long.toString(at), application, cause, inARow, since(at));
        }
    }

    /** A pin of this JVM. */
    static final class Pinned implements Pin {
        private final InProcessLockTable root;
        private final String dataset;
        private final Application application;
        private final Consumer<Object> forget;
        private final long pinnedAt = System.nanoTime();
        private volatile String generation;

        Pinned(
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

        private Reader describe() {
            return new Reader(application, Optional.of(generation).filter(name -> !name.isEmpty()), since(pinnedAt));
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
}
