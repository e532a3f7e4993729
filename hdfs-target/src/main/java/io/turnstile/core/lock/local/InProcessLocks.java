package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Epoch;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.lock.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The in-process lock service: locks and pins that are known in this JVM only, for one application without Redis. All
 * instances for the same root id see the same locks. Nothing runs out: a lock or a pin is there until it is closed or
 * dropped, or its instance is closed.
 */
public final class InProcessLocks implements DatasetLocks {
    /** Those roots of which an instance is open. */
    private static final Map<String, Shared> ROOTS = new HashMap<>();

    private static final String EPOCH = UUID.randomUUID().toString();
    private static final long STARTED = System.nanoTime();

    private final String rootId;
    private final Application application;
    private final Leases leases;
    private final InProcessLockTable root;
    private final UseCounters use;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private InProcessLocks(String rootId, Application application, Leases leases, Shared shared) {
        this.rootId = rootId;
        this.application = application;
        this.leases = leases;
        this.root = shared.root;
        this.use = shared.use;
    }

    /**
     * Opens the locks of a root.
     *
     * @param rootId the id that the root gave itself; two roots never share a lock
     * @param application who we are to others
     * @param leases only reported, by {@link #pinLease} and {@link Holder#leaseLeft}
     */
    public static InProcessLocks open(String rootId, Application application, Leases leases) {
        synchronized (ROOTS) {
            Shared shared = ROOTS.computeIfAbsent(rootId, id -> new Shared());
            shared.instances++;
            return new InProcessLocks(rootId, application, leases, shared);
        }
    }

    @Override
    public Attempt tryAcquire(String dataset) {
        requireOpen();
        InProcessHeldLock lock = new InProcessHeldLock(root, dataset, application, leases.lock(), open::remove);
        Optional<Holder> other = lock.take();
        if (other.isPresent()) {
            return new Attempt.HeldBy(other.get());
        }
        kept(lock);
        return new Attempt.Acquired(lock);
    }

    @Override
    public ReleaseWait releaseWait(String dataset) {
        requireOpen();
        return new InProcessWait(root, dataset, application);
    }

    @Override
    public Passage pass(String dataset) {
        requireOpen();
        InProcessPin pin = new InProcessPin(root, dataset, application, "", open::remove);
        Optional<Holder> holder = pin.register();
        kept(pin);
        return new Passage(pin, holder);
    }

    @Override
    public Pin pin(String dataset, String generation) {
        requireOpen();
        InProcessPin pin = new InProcessPin(root, dataset, application, generation, open::remove);
        pin.register();
        kept(pin);
        return pin;
    }

    @Override
    public Optional<Holder> holder(String dataset) {
        requireOpen();
        return root.holder(dataset);
    }

    @Override
    public Map<String, Holder> holders() {
        requireOpen();
        return root.holders();
    }

    @Override
    public Optional<Failure> lastFailure(String dataset) {
        requireOpen();
        return root.lastFailure(dataset);
    }

    @Override
    public Optional<String> awaitedByHolder(String dataset) {
        requireOpen();
        return root.awaitedByHolder(dataset);
    }

    @Override
    public List<Waiter> waiters(String dataset) {
        requireOpen();
        return root.waiters(dataset);
    }

    @Override
    public List<Reader> readers(String dataset) {
        requireOpen();
        return root.readers(dataset);
    }

    @Override
    public Optional<Holder> drop(String dataset) {
        requireOpen();
        return root.drop(dataset);
    }

    /** One for the life of the JVM, whose clock begins with it and never goes back. */
    @Override
    public Epoch epoch() {
        requireOpen();
        return new Epoch(EPOCH, Instant.EPOCH.plusNanos(System.nanoTime() - STARTED));
    }

    @Override
    public Duration untilPinsAreKnown() {
        return Duration.ZERO;
    }

    @Override
    public Duration pinLease() {
        return leases.pin();
    }

    @Override
    public String service() {
        return "in-process";
    }

    /** None: what ends with the JVM cannot be known again. */
    @Override
    public Optional<String> identity() {
        requireOpen();
        return Optional.empty();
    }

    /** Leaves nothing, and answers the name that it was given. */
    @Override
    public String claim(String identity) {
        requireOpen();
        return identity;
    }

    @Override
    public UseCounters use() {
        requireOpen();
        return use;
    }

    @Override
    public void close() {
        synchronized (ROOTS) {
            if (closed) {
                return;
            }
            closed = true;
            ROOTS.computeIfPresent(rootId, (id, shared) -> --shared.instances == 0 ? null : shared);
        }
        open.forEach(InProcessLocks::close);
    }

    private void kept(AutoCloseable lockOrPin) {
        open.add(lockOrPin);
        if (closed) {
            close(lockOrPin);
            requireOpen();
        }
    }

    private static void close(AutoCloseable lockOrPin) {
        if (lockOrPin instanceof HeldLock lock) {
            lock.close();
        } else if (lockOrPin instanceof Pin pin) {
            pin.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use the in-process locks: they have been closed");
        }
    }

    private static final class Shared {
        private final InProcessLockTable root = new InProcessLockTable();
        private final UseCounters use = new InProcessUseCounters();
        private int instances;
    }
}
