package io.turnstile.core.operations;

import org.jspecify.annotations.Nullable;

/**
 * A row of a collection's report: one step that it took or would take.
 *
 * @param generation the generation, or the temporary file; null if nothing could be done at all
 * @param step {@code remove}, {@code retire}, {@code delete}, {@code keep}, or {@code refused}
 * @param why in words
 */
public record CollectionRow(@Nullable String generation, String step, String why) {
    /** The step of a collection that may not do anything. */
    public static final String REFUSED = "refused";
}
