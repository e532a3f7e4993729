package io.turnstile.core.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the savings: what it was worth that datasets are kept, summed up by dataset, namespace or user.
 *
 * @param name the dataset, namespace or user; null for what is directly in the root
 * @param datasets of how many datasets that is the sum
 * @param reads how often they were opened for reading
 * @param reuses how often a write found them and computed nothing
 * @param saved how long it would have taken to compute what was read and reused, once for each application
 * @param lastUsed when one of them was read or reused last, by the lock service's clock
 */
public record SavingsRow(
        @Nullable String name, long datasets, long reads, long reuses, Duration saved, Instant lastUsed) {}
