package io.turnstile.core.lock;

import java.time.Duration;
import java.util.Optional;

/**
 * A registered wait for the release of one held lock: others see who waits. Belongs to one thread. Closing it ends the
 * registration, and does not fail.
 */
public interface ReleaseWait extends AutoCloseable {
    /**
     * What is seen of a held lock.
     *
     * @param holder who holds it
     * @param waiting how many wait for it, this caller included
     */
    record Look(Holder holder, int waiting) {}

    /**
     * Registers or renews, and tells who holds the lock. No release after this is missed by {@link #awaitRelease}.
     *
     * @return empty if it is free; or the lock service is away, and the policy is to go on
     * @throws LockServiceUnavailableException if it is away, and the policy is to fail
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Look> look() throws InterruptedException;

    /**
     * Waits until the held lock has been released since the last look, its lease may have run out, or {@code atMost} is over.
     * It may return early; the caller looks again.
     *
     * @return whether it heard of a release, so that the next look would only tell of others
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean awaitRelease(Duration atMost) throws InterruptedException;

    @Override
    void close();
}
