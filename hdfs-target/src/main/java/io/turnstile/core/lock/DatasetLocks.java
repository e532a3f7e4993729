package io.turnstile.core.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The interface of a lock service: the locks and pins (readers' leases) of one root, for one application. Thread-safe.
 *
 * <p>Two locks guard a dataset. The <em>held lock</em> is kept by a writer from before its exists-check until after it
 * has published. The <em>momentary lock</em> is a reader's: it passes at once and never keeps anybody out; what it
 * leaves is a pin and the knowledge of who is writing.
 *
 * <p>Leases are renewed in the background, by one task for all that an instance holds, every third of the shorter one.
 * Whatever an instance holds is free again one lease after its process has died.
 *
 * <p>Where the lock service does not answer, every method returns or throws within five seconds: with
 * {@link WhenUnavailable#CONTINUE} locks come back {@linkplain HeldLock.State#UNCOORDINATED uncoordinated} and pins
 * unregistered (both are registered once the service is back), with {@link WhenUnavailable#FAIL} the call throws
 * {@link LockServiceUnavailableException}. {@link #releaseWait} finds the lock free, or throws, accordingly. Methods that only
 * report ({@link #holder}, {@link #holders}, {@link #lastFailure}, {@link #awaitedByHolder}, {@link #waiters}, {@link #readers}, {@link #epoch}, {@link #identity}), {@link #drop} and {@link #claim} always
 * throw it. Where the service answers but refuses (a wrong password, a missing permission), every method that asks it
 * throws {@link LockServiceDeniedException}, whatever the policy; giving back never throws.
 *
 * <p>After {@link #close}, every method but {@link #pinLease}, {@link #answers}, {@link #service} and {@link #callsWithoutService} throws
 * {@link IllegalStateException}.
 */
public interface DatasetLocks extends AutoCloseable {
    /**
     * The outage policy, fail-open or fail-closed: what becomes of writes and reads while the lock service does not
     * answer.
     */
    enum WhenUnavailable {
        /** They go on without coordination; what is published stays right, work may be done twice. */
        CONTINUE,
        /** They fail. */
        FAIL
    }

    /**
     * Takes the held lock if it is free. Never waits for a holder.
     *
     * @return the lock, or who holds it
     */
    Attempt tryAcquire(String dataset);

    /** A wait for the release of the held lock, which others see once it has looked. */
    ReleaseWait releaseWait(String dataset);

    /**
     * Waits until the held lock has been released, its lease may have run out, or {@code atMost} is over. It may return
     * early; the caller looks again.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; nothing is left behind
     */
    default void awaitRelease(String dataset, Duration atMost) throws InterruptedException {
        try (ReleaseWait wait = releaseWait(dataset)) {
            if (wait.look().isPresent()) {
                wait.awaitRelease(atMost);
            }
        }
    }

    /** Takes the momentary lock: pins <em>unresolved</em> and tells who is writing, in one atomic step. */
    Passage pass(String dataset);

    /** Pins a generation that the caller knows already; the caller then asks the commit log whether it is retired. */
    Pin pin(String dataset, String generation);

    /** Who holds the held lock now. */
    Optional<Holder> holder(String dataset);

    /** Who holds which held lock of this root now, by dataset, sorted. */
    Map<String, Holder> holders();

    /** The last computation that failed, as long as word of it is kept; also after a later one has succeeded. */
    Optional<Failure> lastFailure(String dataset);

    /** For which dataset the holder of this one is waiting, if it said so. */
    Optional<String> awaitedByHolder(String dataset);

    /** Who waits for the release of the held lock, the longest first. */
    List<Waiter> waiters(String dataset);

    /** Every pin on the dataset whose lease has not run out, of all applications. */
    List<Reader> readers(String dataset);

    /**
     * Drops the held lock whoever holds it, and wakes those who wait. The caller has fenced the holder first. The old
     * owner learns at its next renewal that the lock is {@linkplain HeldLock.State#LOST lost}, and does not take it back
     * although it is free.
     *
     * @return who held it
     */
    Optional<Holder> drop(String dataset);

    /**
     * The lock service's present epoch and time.
     *
     * @throws LockServiceUnavailableException if it does not answer, or may have been replaced by another that this
     *     application does not know of yet
     */
    Epoch epoch();

    /**
     * How long to wait until {@link #readers} certainly names every live reader. Pins run out while the lock service hangs,
     * by its own clock and within one epoch; afterwards every reader that lives registers its pins again, but somebody
     * else may ask first. Zero if the lock service has answered this application without a break for long enough; one that
     * has only begun cannot know what was before. Asks it, so that who waits and asks again, several times a second, keeps
     * it under observation.
     *
     * @throws LockServiceUnavailableException if it does not answer
     */
    Duration untilPinsAreKnown();

    /** Whether it answered when this application asked last, or nobody has asked yet. Asks nothing. */
    default boolean answers() {
        return true;
    }

    /** How long a pin outlives its application, whichever of those who use the root that is. */
    Duration pinLease();

    /** The lock service's address as it appears in messages, without user name and password; {@code in-process} for none. */
    String service();

    /**
     * Who this lock service is to this root: the name that a {@link #claim} once left in it. Empty if it is new to the
     * root, or has been emptied since. The in-process one has none.
     */
    Optional<String> identity();

    /**
     * Leaves a name in the lock service by which the root will know it again, unless it has one.
     *
     * @return the name that it has now
     */
    String claim(String identity);

    /** The counters of how the root's datasets are used. */
    UseCounters use();

    /**
     * How many calls went on without the lock service, or failed for lack of it, since this was opened; for metrics.
     * Renewals do not count.
     */
    default long callsWithoutService() {
        return 0;
    }

    /** Gives back whatever is still held and ends the background renewal. Closing twice is harmless. */
    @Override
    void close();
}
