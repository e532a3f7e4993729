package io.turnstile.core.operations;

import org.jspecify.annotations.Nullable;

/**
 * The row of a removal: what was dropped.
 *
 * @param dataset the dataset that is there no more
 * @param generation what it was; null if its record was damaged
 * @param bytes bytes in its data files, which are deleted later
 */
public record RemovalRow(
        String dataset,
        @Nullable String generation,
        @Nullable Long bytes) {}
