package io.turnstile.spark.procedures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A row of the explanation of a query's reuse: a part of it that would be read from a dataset, or what is in the way.
 *
 * @param outcome {@code hit}, {@code miss}, or {@code refused} where it cannot be told what the query computes
 * @param part what it computes, in one line
 * @param dataset that holds it or, of a miss, that is the nearest to doing so; null if there is none
 * @param generation of the dataset
 * @param saves how long that generation took to compute, of a hit
 * @param note what is in the way, or differs; empty of a hit
 */
public record ReuseRow(
        String outcome,
        String part,
        @Nullable String dataset,
        @Nullable String generation,
        @Nullable Duration saves,
        String note) {
    /** It would be read from a dataset. */
    public static final String HIT = "hit";

    /** It would be computed. */
    public static final String MISS = "miss";

    /** It cannot be told what the query computes, so that no dataset stands for all of it. */
    public static final String REFUSED = "refused";
}
