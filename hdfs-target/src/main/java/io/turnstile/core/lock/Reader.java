package io.turnstile.core.lock;

import io.turnstile.core.identity.Application;
import java.time.Duration;
import java.util.Optional;

/**
 * A reader of a dataset: a pin as others see it.
 *
 * @param application who is reading
 * @param generation what is read; empty while the reader has not chosen yet
 * @param heldFor how long the pin has been there, by the lock service's own clock
 */
public record Reader(Application application, Optional<String> generation, Duration heldFor) {}
