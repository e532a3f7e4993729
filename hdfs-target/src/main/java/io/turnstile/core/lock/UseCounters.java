package io.turnstile.core.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The counters of use of one root at a lock service: how often, by whom and when its datasets were read and reused. They are
 * gathered there, so that a read writes nothing, until somebody takes them and writes them down. They may be lost with the
 * lock service's memory, and nothing else depends on them. Thread-safe.
 *
 * <p>{@link #flush}, {@link #gathered}, {@link #take} and {@link #forget} throw {@link LockServiceUnavailableException} where
 * the lock service does not answer, and {@link LockServiceDeniedException} where it refuses.
 */
public interface UseCounters {
    /** For how long it gathers before it is worth a file. */
    Duration GATHERING = Duration.ofMinutes(10);

    /** How many datasets and users it gathers before that. */
    int MANY = 20_000;

    /** Counts a use. Neither waits nor fails; the lock service is told later, of many together. */
    void add(UseCount use);

    /** Tells the lock service now what it has not been told yet. */
    void flush();

    /** Whether somebody should take what has been gathered, as far as is known here. Asks nothing. */
    boolean isDue();

    /** Whether what is gathered is still there when this application has ended. */
    boolean outlivesApplication();

    /** All that is there and not forgotten, be it taken or not. Changes nothing. */
    List<GatheredUse> gathered();

    /**
     * Takes what has been gathered, so that nothing is added to it any more. It stays until it is {@linkplain #forget
     * forgotten}, and as long as it does, everybody who takes gets the same: whoever took it may have died.
     *
     * @return empty if there is nothing
     */
    Optional<GatheredUse> take();

    /** Forgets what was taken and has been written down; nothing if it is forgotten already. */
    void forget(String id);
}
