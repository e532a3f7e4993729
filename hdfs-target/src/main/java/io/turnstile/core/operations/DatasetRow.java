package io.turnstile.core.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the datasets listing: one dataset.
 *
 * @param name its key
 * @param version the version of its last record
 * @param generation the generation that is read
 * @param rows rows, null if nobody counted
 * @param bytes bytes in its data files
 * @param files how many these are
 * @param format their format
 * @param publishedAt by its publisher's clock
 * @param publishedBy who computed it
 * @param parameters what it was computed for
 * @param reads how often it was opened for reading; null if it is not known to have been used
 * @param reuses how often a write found it and computed nothing
 * @param saved how long it would have taken to compute what was read and reused, once for each application
 * @param lastUsed when it was read or reused last, by the lock service's clock
 * @param problem why the rest is null; null if it is not
 */
public record DatasetRow(
        String name,
        @Nullable Long version,
        @Nullable String generation,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable Long files,
        @Nullable String format,
        @Nullable Instant publishedAt,
        @Nullable String publishedBy,
        @Nullable Map<String, String> parameters,
        @Nullable Long reads,
        @Nullable Long reuses,
        @Nullable Duration saved,
        @Nullable Instant lastUsed,
        @Nullable String problem) {}
