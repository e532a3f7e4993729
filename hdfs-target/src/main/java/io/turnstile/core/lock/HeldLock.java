package io.turnstile.core.lock;

/**
 * The held lock of one dataset: an exclusive lease, renewed until it is closed. Thread-safe; belongs to no thread.
 *
 * <p>It may be lost while it is held: the process was stopped for longer than the lease, or the lock service forgot it.
 * A lost lock that is free is taken back by the next renewal; one that somebody else has by then stays lost. Its owner
 * need not look: the commit log settles who may publish.
 */
public interface HeldLock extends AutoCloseable {
    /** The dataset that this lock is about. */
    String dataset();

    /** How the lock stands, as far as the last acquisition or renewal could tell. */
    State state();

    /**
     * Gives the lock back and wakes those who wait for it. Never touches a lock that somebody else owns by now. Does
     * not fail: where the lock service is away, the lease runs out instead. Closing twice does nothing more.
     */
    @Override
    void close();

    /**
     * The same as {@link #close}, and leaves word that the computation failed. A lock that somebody else owns by now
     * leaves none.
     *
     * @param cause what went wrong, in a line
     * @param inARow see {@link Failure#inARow}
     */
    void fail(String cause, int inARow);

    /**
     * Says for which dataset the lock's owner is waiting while it holds this one, so that others can tell when all wait
     * for one another. Does not fail.
     *
     * @param dataset the dataset, or empty if it waits no more
     */
    void waitsFor(String dataset);

    /**
     * Tells how far the computation is, to whoever looks at the holder. Does not wait for the lock service, and does not
     * fail: what it does not hear, the next report says.
     */
    void report(Progress progress);

    /** The state of a held lock at its service. */
    enum State {
        /** Held at the lock service. */
        HELD,
        /** The lock service is away or was when the lock was asked for: work goes on without exclusion. */
        UNCOORDINATED,
        /** Another owner was found at the last renewal, or the lock was dropped by force. Stays so. */
        LOST,
        /** Closed. */
        RELEASED
    }
}
