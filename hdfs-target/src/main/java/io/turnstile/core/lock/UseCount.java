package io.turnstile.core.lock;

import java.time.Duration;
import java.time.Instant;

/**
 * A count of how one user has used one dataset.
 *
 * @param dataset the dataset
 * @param user whose applications they were
 * @param reads how often it was opened for reading
 * @param reuses how often a write found it and computed nothing
 * @param saved how long it would have taken to compute what was read and reused
 * @param lastUsed when it was used last, by the lock service's clock; within a few seconds
 */
public record UseCount(String dataset, String user, long reads, long reuses, Duration saved, Instant lastUsed) {
    /** Both together, as of the first one's dataset and user. */
    public UseCount plus(UseCount other) {
        return new UseCount(
                dataset,
                user,
                reads + other.reads,
                reuses + other.reuses,
                saved.plus(other.saved),
                lastUsed.isAfter(other.lastUsed) ? lastUsed : other.lastUsed);
    }
}
