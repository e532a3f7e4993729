package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.Waiter;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory lock table of one root: who holds and who reads its datasets in this JVM. Remembers only datasets that
 * somebody is at.
 */
final class InProcessLockTable {
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

    /** Under the guard of {@link #at}. */
    void failed(String dataset, Application application, String cause, int inARow) {
        failures.put(dataset, new Failed(application, cause, inARow, System.nanoTime()));
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
                place -> Optional.ofNullable(place.holder).map(Owner::awaited).filter(awaited -> !awaited.isEmpty()));
    }

    List<Reader> readers(String dataset) {
        return at(dataset, place -> place.pins.stream().map(Described::describe).toList());
    }

    Optional<Holder> drop(String dataset) {
        return at(dataset, place -> {
            Optional<Holder> dropped = place.describeHolder();
            if (place.holder != null) {
                place.holder.lose();
                place.release();
            }
            return dropped;
        });
    }

    List<Waiter> waiters(String dataset) {
        return at(
                dataset, place -> place.waits.stream().map(Described::describe).toList());
    }

    /** Waits until a place is no longer held by that owner. @return whether that came to be */
    boolean awaitRelease(Place place, Owner before, Duration atMost) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (place.holder == before && left > 0) {
                left = place.released.awaitNanos(left);
            }
            return place.holder != before;
        } finally {
            guard.unlock();
        }
    }

    <T> T at(String dataset, Function<Place, T> action) {
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
        if (place.holder == null && place.pins.isEmpty() && place.waits.isEmpty()) {
            places.remove(dataset);
        }
    }

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** What the table knows of somebody, as others see it. */
    interface Described<T> {
        T describe();
    }

    /** The owner of a held lock. */
    interface Owner extends Described<Holder> {
        /** For which dataset it waits itself; empty if for none. */
        String awaited();

        /** Tells it that the lock was taken from it by force. */
        void lose();
    }

    /** The table's entry for one dataset. Everything in it is under the guard. */
    static final class Place {
        final Condition released;
        final Set<Described<Reader>> pins = new LinkedHashSet<>();

        /** The place stays as long as somebody waits: whoever releases must find the same condition. */
        final Set<Described<Waiter>> waits = new LinkedHashSet<>();

        @Nullable
        Owner holder;

        private Place(Condition released) {
            this.released = released;
        }

        Optional<Holder> describeHolder() {
            return Optional.ofNullable(holder).map(Owner::describe);
        }

        void release() {
            holder = null;
            released.signalAll();
        }
    }

    /** A failure notice. The last one of each dataset is kept: there are no more of them than of datasets in use. */
    private record Failed(Application application, String cause, int inARow, long at) {
        private Failure describe() {
            return new Failure(Long.toString(at), application, cause, inARow, since(at));
        }
    }
}
