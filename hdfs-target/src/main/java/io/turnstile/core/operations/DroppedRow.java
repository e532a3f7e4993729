package io.turnstile.core.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the listing of dropped datasets: one that is there no more and still holds files.
 *
 * @param name its key
 * @param generations how many generations have a directory
 * @param bytes bytes in the data files of those that its last record lists; null if that cannot be read
 * @param droppedAt when it was dropped, by the clock of whoever did
 * @param droppedBy who dropped it
 * @param problem why the rest is null; null if it is not
 */
public record DroppedRow(
        String name,
        long generations,
        @Nullable Long bytes,
        @Nullable Instant droppedAt,
        @Nullable String droppedBy,
        @Nullable String problem) {}
