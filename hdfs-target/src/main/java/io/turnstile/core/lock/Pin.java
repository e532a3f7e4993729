package io.turnstile.core.lock;

/**
 * A reader's lease on a generation, or on whatever generation it is about to choose (<em>unresolved</em>). It keeps
 * superseded files from being deleted and is renewed until it is closed. Thread-safe.
 *
 * <p>A pin that the lock service has forgotten is registered again by the next renewal.
 */
public interface Pin extends AutoCloseable {
    /**
     * Begins to say which generation the reader chose, and does not wait until the lock service knows: until then the pin
     * keeps them all.
     *
     * @param generation the generation's name
     * @throws IllegalStateException if the pin has been closed
     */
    void resolve(String generation);

    /**
     * Returns once the lock service knows what the pin was resolved to, or where that service is away (then the next
     * renewal tells it).
     */
    void awaitResolved();

    /** Gives the pin back. Does not fail: where the lock service is away the pin runs out. Closing twice is harmless. */
    @Override
    void close();
}
