package io.turnstile.core.lock;

import java.util.Optional;

/**
 * The outcome of the momentary lock: the caller's pin, which is already in force, and who was computing the dataset at
 * that moment.
 *
 * @param pin the pin, unresolved; the caller resolves it or closes it
 * @param holder who held the held lock in the same atomic step; empty if nobody did, or if the lock service is away
 */
public record Passage(Pin pin, Optional<Holder> holder) {}
