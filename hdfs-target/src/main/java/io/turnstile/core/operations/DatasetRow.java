package io.turnstile.core.operations;

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
        @Nullable String problem) {}
