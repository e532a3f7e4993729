package io.turnstile.core.lock;

import java.time.Instant;

/**
 * One unbroken stretch of the lock service's memory, and the time in it. As long as the id is the same, no pin has
 * vanished without its lease having run out.
 *
 * @param id changes whenever the lock service was emptied, restarted, replaced or failed over
 * @param now the lock service's own time; comparable only to times of the same epoch
 */
public record Epoch(String id, Instant now) {}
