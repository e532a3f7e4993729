package io.turnstile.core.lock.root;

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
import io.turnstile.core.lock.local.InProcessLocks;
import io.turnstile.core.lock.renewal.DaemonThreads;
import io.turnstile.core.lock.renewal.LeaseRenewal;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The lock service in the root itself, for applications on any number of machines that have nothing but its file system. What
 * is there is never forgotten, so the epoch is the root's own; and nobody is told of a release, so who waits looks every now and
 * then. Uses are counted within the JVM, which writes them down itself.
 */
public final class FileLocks implements DatasetLocks {
    private final String rootId;
    private final String address;
    private final Application application;
    private final LockFiles files;
    private final OwnPresence own;
    private final FileLockQueries queries;
    private final LockLedger ledger;
    private final InProcessLocks counting;
    private final Set<FileHeldLock> held = ConcurrentHashMap.newKeySet();
    private final Set<FilePin> pins = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService scheduler = DaemonThreads.scheduler("turnstile-locks");
    private final LeaseRenewal renewal;
    private final Reach reach;
    private final Telling telling;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Runnable atEnd = this::close;
    private volatile boolean closed;

    private FileLocks(
            Storage storage,
            Path directory,
            String rootId,
            Application application,
            Leases leases,
            WhenUnavailable whenUnavailable) {
        this.rootId = rootId;
        this.address = directory.toString();
        this.reach = new Reach(address, whenUnavailable);
        this.application = application;
        this.files = new LockFiles(storage, directory);
        this.own = new OwnPresence(files, application, leases);
        Presences presences = new Presences(files);
        this.queries = new FileLockQueries(files, own, presences);
        this.ledger = new LockLedger(files, presences);
        this.counting = InProcessLocks.open(rootId, application, leases);
        this.telling = new Telling(own, scheduler, reach);
        this.renewal = new LeaseRenewal(scheduler, leases.renewal(), own::isGone, this::renew);
        // Before Hadoop closes its file systems. A JVM that does not get so far leaves all to its lease.
        ShutdownHookManager.get().addShutdownHook(atEnd, FileSystem.SHUTDOWN_HOOK_PRIORITY + 1);
    }

    /**
     * Opens the locks of a root. Reads and writes nothing yet.
     *
     * @param directory where they are kept; is made when the first one is taken
     * @param rootId the id that the root gave itself
     * @param application who we are to others
     * @param leases how long locks and pins outlive this JVM
     */
    public static FileLocks open(
            Storage storage,
            Path directory,
            String rootId,
            Application application,
            Leases leases,
            WhenUnavailable whenUnavailable) {
        return new FileLocks(storage, directory, rootId, application, leases, whenUnavailable);
    }

    @Override
    public Attempt tryAcquire(String dataset) {
        requireOpen();
        FileHeldLock lock = new FileHeldLock(files, ledger, own, application, dataset, telling::soon, held::remove);
        try {
            Optional<Holder> other = lock.take();
            if (other.isPresent()) {
                renewal.wake();
                return new Attempt.HeldBy(other.get());
            }
        } catch (IOException unreachable) {
            reach.goOnWithout("take the lock of dataset " + dataset, unreachable);
        }
        return new Attempt.Acquired(kept(lock, held, HeldLock::close));
    }

    @Override
    public ReleaseWait releaseWait(String dataset) {
        requireOpen();
        renewal.wake();
        return new FileReleaseWait(
                files,
                ledger,
                own,
                dataset,
                away -> reach.goOnWithout("wait for the lock of dataset " + dataset, away));
    }

    /** First the pin is made, then the holder is looked for: a writer that is gone by then has published before. */
    @Override
    public Passage pass(String dataset) {
        Pin pin = pin(dataset, "");
        Optional<Holder> holder = Optional.empty();
        try {
            holder = ledger.holder(dataset);
        } catch (IOException unreachable) {
            reach.goOnWithout("see who computes dataset " + dataset, unreachable);
        }
        return new Passage(pin, holder);
    }

    @Override
    public Pin pin(String dataset, String generation) {
        requireOpen();
        FilePin pin = new FilePin(own, dataset, generation, telling::now, pins::remove);
        if (!own.mayNotWrite()) {
            try {
                pin.register();
            } catch (AccessControlException unregistered) {
                // The log says so, once.
            } catch (IOException unreachable) {
                reach.goOnWithout("register a reader of dataset " + dataset, unreachable);
            }
        }
        return kept(pin, pins, Pin::close);
    }

    /** Renewed from now on, and closed with these locks, which another thread may just be doing. */
    private <T> T kept(T one, Set<T> all, Consumer<T> close) {
        all.add(one);
        renewal.wake();
        if (closed) {
            close.accept(one);
            requireOpen();
        }
        return one;
    }

    @Override
    public Optional<Holder> holder(String dataset) {
        return ask("tell who computes dataset " + dataset, () -> ledger.holder(dataset));
    }

    @Override
    public Map<String, Holder> holders() {
        return ask("tell who computes what", ledger::holders);
    }

    @Override
    public Optional<Failure> lastFailure(String dataset) {
        return ask(
                "tell whether a computation of dataset " + dataset + " has failed", () -> queries.lastFailure(dataset));
    }

    @Override
    public Optional<String> awaitedByHolder(String dataset) {
        return ask("tell for what the holder of dataset " + dataset + " waits", () -> ledger.awaitedByHolder(dataset));
    }

    @Override
    public List<Waiter> waiters(String dataset) {
        return ask("tell who waits for dataset " + dataset, () -> queries.waiters(dataset));
    }

    @Override
    public List<Reader> readers(String dataset) {
        return ask("tell who reads dataset " + dataset, () -> queries.readers(dataset));
    }

    @Override
    public Optional<Holder> drop(String dataset) {
        return ask("drop the lock of dataset " + dataset, () -> ledger.drop(dataset));
    }

    @Override
    public Epoch epoch() {
        long time = ask("tell the file system's time", own::storeTime);
        renewal.wake();
        return new Epoch(rootId, Instant.ofEpochMilli(time));
    }

    @Override
    public Duration untilPinsAreKnown() {
        Duration renewed = own.leases.renewal();
        if (own.contact().sinceLast().compareTo(renewed) > 0) {
            ask("see whether the root can be written to", own::storeTime);
            renewal.wake();
        }
        Duration left = own.leases.pin().minus(own.contact().lasted());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public Duration pinLease() {
        return own.leases.pin();
    }

    @Override
    public String service() {
        return address;
    }

    /** The root's own: there can be no other service in it. */
    @Override
    public Optional<String> identity() {
        requireOpen();
        return Optional.of(rootId);
    }

    @Override
    public String claim(String identity) {
        requireOpen();
        return rootId;
    }

    @Override
    public UseCounters use() {
        requireOpen();
        return counting.use();
    }

    @Override
    public long callsWithoutService() {
        return reach.unanswered();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closed = true;
        renewal.stop();
        scheduler.shutdown();
        own.end();
        held.forEach(FileHeldLock::close);
        pins.forEach(FilePin::close);
        own.leave();
        counting.close();
        ShutdownHookManager hooks = ShutdownHookManager.get();
        if (!hooks.isShutdownInProgress()) {
            hooks.removeShutdownHook(atEnd);
        }
    }

    private void renew() {
        try {
            own.renew();
            held.forEach(FileHeldLock::renew);
        } catch (IOException later) {
            reach.lost();
        }
    }

    private <T> T ask(String what, Reach.Question<T> question) {
        requireOpen();
        return reach.ask(what, question);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use the locks at " + address + ": they have been closed");
        }
    }
}
