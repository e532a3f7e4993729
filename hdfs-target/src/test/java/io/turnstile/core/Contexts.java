package io.turnstile.core;

import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;

/** What the façade keeps to itself: the contexts behind it, for tests that look inside or put something else in their place. */
public final class Contexts {
    private Contexts() {}

    public static DatasetContext of(CachedDataset dataset) {
        return dataset.context();
    }

    public static RootContext of(DatasetRoot root) {
        return root.context();
    }

    public static CachedDataset dataset(DatasetContext context) {
        return new CachedDataset(context);
    }
}
