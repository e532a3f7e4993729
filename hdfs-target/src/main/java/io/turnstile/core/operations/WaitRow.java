package io.turnstile.core.operations;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The row of a wait: how it ended.
 *
 * @param dataset the dataset that was waited for
 * @param outcome {@code there}, {@code timed out}, {@code failed} or {@code nobody}
 * @param generation what there is; null if there is nothing
 * @param waited for how long
 * @param why in words; null if it is there
 */
public record WaitRow(
        String dataset,
        String outcome,
        @Nullable String generation,
        Duration waited,
        @Nullable String why) {
    /** There is a generation to read. */
    public static final String THERE = "there";

    /** Somebody is computing it still. */
    public static final String TIMED_OUT = "timed out";

    /** Whoever was computing it has ended without publishing, and nobody has taken over. */
    public static final String FAILED = "failed";

    /** Nobody was computing it. */
    public static final String NOBODY = "nobody";
}
