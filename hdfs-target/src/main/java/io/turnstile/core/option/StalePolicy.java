package io.turnstile.core.option;

/** What a write that would reuse a dataset does where what that was computed from has changed. */
public enum StalePolicy {
    /** Reuses it, and does not look. */
    SERVE,
    /** Reuses it, and warns. */
    WARN,
    /** Computes it again. */
    RECOMPUTE,
    /** Fails. */
    FAIL
}
