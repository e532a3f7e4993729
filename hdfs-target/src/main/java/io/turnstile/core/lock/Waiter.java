package io.turnstile.core.lock;

import io.turnstile.core.identity.Application;
import java.time.Duration;

/**
 * A caller that waits for the holder of a held lock, as others see it, be it to write or to read.
 *
 * @param application who waits
 * @param waitedFor for how long, by the lock service's own clock
 */
public record Waiter(Application application, Duration waitedFor) {}
