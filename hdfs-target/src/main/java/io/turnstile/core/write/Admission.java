package io.turnstile.core.write;

import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.HeldLock;
import java.time.Duration;

/**
 * The admission of one write: by which lock, and what came before it.
 *
 * @param lock taken before the dataset's state was looked at; closed with the write
 * @param locks where it was taken
 * @param failuresBefore how many computations in a row have failed before, for who waits
 * @param waited how long the writer waited for it
 */
public record Admission(HeldLock lock, DatasetLocks locks, int failuresBefore, Duration waited) {}
