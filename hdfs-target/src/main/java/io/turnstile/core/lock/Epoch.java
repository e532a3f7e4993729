package io.turnstile.core.lock;

import java.time.Instant;

/**
 * An epoch of the lock service: one unbroken stretch of its memory, and the time in it. As long as the id is the same,
 * no pin has vanished without its lease having run out.
 *
 * @param id changes whenever the lock service was emptied, restarted, replaced or failed over
 * @param now the lock service's own time; comparable only to times of the same epoch
 */
public record Epoch(String id, Instant now) {}
