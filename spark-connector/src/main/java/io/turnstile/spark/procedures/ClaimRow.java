package io.turnstile.spark.procedures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The row of a claim: who has to compute.
 *
 * @param dataset its name, which tells of its parameters
 * @param outcome {@code reused}, {@code compute} or {@code query}
 * @param generation what is there; null if it is to be computed
 * @param waited for how long, null if that is not known
 * @param claim what the write that computes it names; null if it is not to be computed
 */
public record ClaimRow(
        String dataset,
        String outcome,
        @Nullable String generation,
        @Nullable Duration waited,
        @Nullable String claim) {
    /** It is there, and is reused. */
    public static final String REUSED = "reused";

    /** The caller has to compute it, and holds its lock. */
    public static final String COMPUTE = "compute";

    /** The option {@code stale} makes it depend on the query, which a write tells; nothing is held. */
    public static final String QUERY = "query";
}
