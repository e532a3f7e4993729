package io.turnstile.core.operations;

import org.jspecify.annotations.Nullable;

/**
 * A row of a lineage: something that a dataset comes from, or a dataset that comes from it.
 *
 * @param direction {@code up} to what it comes from, or {@code down} to what comes from it
 * @param depth how many steps away, from 1
 * @param dataset whose head was computed from {@code input}
 * @param input what it was computed from, as {@link InputRow} names it
 * @param kind of the input, as there
 * @param version of the input, which was read; null if nobody could tell
 */
public record LineageRow(
        String direction,
        long depth,
        String dataset,
        String input,
        String kind,
        @Nullable String version) {
    /** To what it comes from. */
    public static final String UP = "up";

    /** To what comes from it. */
    public static final String DOWN = "down";
}
