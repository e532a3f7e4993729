package io.turnstile.core.admission;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.CyclicComputationException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.progress.WaitDisplay;
import io.turnstile.core.progress.WaitListener;
import io.turnstile.core.progress.WaitListeners;
import io.turnstile.core.progress.WaitStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded wait for the holders of a held lock, with deadlock detection: how long one caller has waited for others,
 * how long it may, and what it says meanwhile.
 */
public final class HolderWait implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolderWait.class);

    /** Whoever waits longer looks at the commit log in between. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    /** How long those who wait may need to take over, when a computation has failed or its application has died. */
    private static final Duration TAKEOVER = Duration.ofSeconds(1);

    private static final Duration GLANCE = Duration.ofMillis(50);

    private final DatasetContext context;
    private final DatasetKey key;
    private final DatasetLocks locks;
    private final Duration limit;
    private final long begun = System.nanoTime();
    private final ServiceWait service;
    private final WaitListener display;
    private final long id = WaitListeners.newId();
    private long waited;
    private Duration lastTook = Duration.ZERO;
    private @Nullable ReleaseWait release;
    private @Nullable WaitStatus told;

    public HolderWait(DatasetContext context, DatasetLocks locks) {
        this.context = context;
        this.key = context.key();
        this.locks = locks;
        this.limit = context.options().lockWait();
        this.service = new ServiceWait(context, locks);
        this.display = WaitDisplay.of(context.options().progress());
    }

    /** Says how long the dataset took when it was last computed, to tell from it how long it will take. */
    public void lastTook(CommitRecord record) {
        lastTook = record.lastComputeTime();
    }

    /** How long it has waited in all. */
    public Duration waited() {
        return Duration.ofNanos(waited);
    }

    /**
     * The held lock; or empty after some waiting for its holder, as {@link #await} does, or for a lock service that is away.
     *
     * @throws SelfReadException if this thread holds it
     */
    public Optional<HeldLock> acquireOrWait() throws IOException {
        Attempt attempt = locks.tryAcquire(key.toString());
        if (attempt instanceof Attempt.HeldBy held) {
            if (ThreadComputations.byThisThread(context)) {
                throw new SelfReadException(key);
            }
            await(held.holder());
            return Optional.empty();
        }
        HeldLock lock = ((Attempt.Acquired) attempt).lock();
        if (lock.state() == HeldLock.State.UNCOORDINATED) {
            if (service.isDue()) {
                lock.close();
                awaitService();
                return Optional.empty();
            }
            LOG.warn(
                    "Going on with dataset {} although {} may be computing it: the lock service {} does not answer",
                    key,
                    told == null ? "somebody else" : told.holder().application(),
                    locks.service());
        }
        return Optional.of(lock);
    }

    /**
     * Waits for a while if the lock service does not answer, as the options say.
     *
     * @return whether it did, so that the caller looks again
     */
    public boolean awaitsService() throws InterruptedIOException {
        boolean due = service.isDue();
        if (due) {
            awaitService();
        }
        return due;
    }

    private void awaitService() throws InterruptedIOException {
        timed(
                "waiting for the lock service " + locks.service() + ", which does not answer",
                () -> service.await(LOOK_AGAIN));
    }

    /**
     * Waits until the holder may have released the lock. It may return early; the caller looks again.
     *
     * @throws DatasetLockedException if the limit is over
     * @throws CyclicComputationException if the holder waits, perhaps by way of others, for what this thread is computing
     * @throws InterruptedIOException if the thread was interrupted, which it still is then
     */
    public void await(Holder holder) throws InterruptedIOException {
        Duration left = limit.minus(waited());
        if (left.isNegative() || left.isZero()) {
            throw new DatasetLockedException(key, holder, waited());
        }
        List<HeldLock> mine =
                ThreadComputations.locksOfThisThread(context.root().path());
        mine.forEach(lock -> lock.waitsFor(key.toString()));
        try {
            if (!mine.isEmpty()) {
                refuseCycle(mine);
            }
            timed("waiting for dataset " + key + ", held by " + holder, () -> awaitRelease(holder, left));
        } finally {
            mine.forEach(lock -> lock.waitsFor(""));
        }
    }

    private void awaitRelease(Holder first, Duration left) throws InterruptedException {
        if (release == null) {
            release = locks.releaseWait(key.toString());
        }
        long from = System.nanoTime();
        Duration limit = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
        Holder before = first;
        while (true) {
            Optional<ReleaseWait.Look> look = release.look();
            if (look.isEmpty() || isAnother(look.get().holder(), before)) {
                return;
            }
            before = look.get().holder();
            Duration soFar = Duration.ofNanos(System.nanoTime() - from);
            tell(look.get(), waited().plus(soFar));
            Duration rest = limit.minus(soFar);
            if (rest.isNegative()
                    || rest.isZero()
                    || release.awaitRelease(Collections.min(
                            List.of(rest, WaitDisplay.interval(context.options().progress()))))) {
                return;
            }
        }
    }

    /** Who holds it for a shorter time than before has taken it since: there may be a generation by now. */
    private static boolean isAnother(Holder holder, Holder before) {
        return !holder.application().equals(before.application())
                || holder.heldFor().compareTo(before.heldFor()) < 0;
    }

    private void tell(ReleaseWait.Look look, Duration soFar) {
        WaitStatus status = new WaitStatus(id, key, look.holder(), soFar, look.waiting(), lastTook);
        context.root().waits().tell(display, told == null ? WaitListener::begins : WaitListener::goesOn, status);
        told = status;
    }

    /** Others no longer see it wait. */
    @Override
    public void close() {
        if (release != null) {
            release.close();
            release = null;
        }
        if (told != null) {
            context.root().waits().tell(display, WaitListener::ends, told);
            told = null;
        }
    }

    /** Whoever comes last to a cycle sees all of it, since each says for what it waits before it looks. */
    private void refuseCycle(List<HeldLock> mine) {
        List<String> computed = mine.stream().map(HeldLock::dataset).toList();
        List<String> chain = new ArrayList<>(List.of(key.toString()));
        Optional<String> next = awaitedByHolder(key.toString());
        while (next.isPresent() && !chain.contains(next.get())) {
            if (computed.contains(next.get())) {
                chain.add(0, next.get());
                chain.add(next.get());
                throw new CyclicComputationException(chain);
            }
            chain.add(next.get());
            next = awaitedByHolder(next.get());
        }
    }

    private Optional<String> awaitedByHolder(String dataset) {
        try {
            return locks.awaitedByHolder(dataset);
        } catch (LockServiceUnavailableException unknown) {
            return Optional.empty();
        }
    }

    /** A failure of what this caller waited for; empty if there was none, or it had not begun to wait. */
    public Optional<Failure> failureMeanwhile() {
        if (waited == 0) {
            return Optional.empty();
        }
        try {
            Duration soFar = Duration.ofNanos(System.nanoTime() - begun);
            return locks.lastFailure(key.toString())
                    .filter(failure -> failure.ago().compareTo(soFar) <= 0);
        } catch (LockServiceUnavailableException unknown) {
            return Optional.empty();
        }
    }

    /**
     * After waiting for somebody who has gone without publishing: whoever has taken over from them, for whom there is a
     * moment's time.
     */
    public Optional<Holder> successor() throws InterruptedIOException {
        long from = System.nanoTime();
        Optional<Holder> holder = locks.holder(key.toString());
        while (holder.isEmpty() && waited > 0 && System.nanoTime() - from < TAKEOVER.toNanos()) {
            timed("waiting for somebody to take over dataset " + key, () -> Thread.sleep(GLANCE.toMillis()));
            holder = locks.holder(key.toString());
        }
        return holder;
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private void timed(String what, Wait wait) throws InterruptedIOException {
        long from = System.nanoTime();
        try {
            wait.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("Interrupted while " + what);
            stopped.initCause(interrupted);
            throw stopped;
        } finally {
            waited += System.nanoTime() - from;
        }
    }
}
