package io.turnstile.core.lock;

import java.util.List;

/**
 * What a lock service has gathered of a root's use, until somebody writes it down.
 *
 * @param id a name that nothing else gathered has, {@code <milliseconds>-<8 hex>}: what is written down twice under it
 *     counts once
 * @param counts one for each dataset and user
 */
public record GatheredUse(String id, List<UseCount> counts) {
    public GatheredUse {
        counts = List.copyOf(counts);
    }
}
