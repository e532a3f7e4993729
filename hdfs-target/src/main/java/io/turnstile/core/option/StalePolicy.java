package io.turnstile.core.option;

import java.util.Arrays;
import java.util.Optional;

/** What a write that would reuse a dataset does where what that was computed from has changed. */
public enum StalePolicy {
    /** Reuses it, and does not look. */
    SERVE,
    /** Reuses it, and warns. */
    WARN,
    /** Computes it again. */
    RECOMPUTE,
    /** Fails. */
    FAIL;

    /** The policy of that name; empty if there is none, as in the record of a later version. */
    public static Optional<StalePolicy> named(String name) {
        return Arrays.stream(values())
                .filter(policy -> policy.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
