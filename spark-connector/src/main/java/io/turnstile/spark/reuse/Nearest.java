package io.turnstile.spark.reuse;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.reuse.PlanEntry;

/**
 * The generation that is the nearest to standing for a query or a part of one.
 *
 * @param because why it does not, in words
 */
record Nearest(DatasetKey dataset, GenerationName generation, String because) {
    static Nearest of(PlanEntry entry, String because) {
        return new Nearest(entry.dataset(), entry.generation(), because);
    }
}
