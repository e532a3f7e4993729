package io.turnstile.core.option;

import java.time.Duration;

/**
 * The permission to replace a dataset that exists.
 *
 * @param kind when it may be replaced
 * @param age with {@link Kind#IF_OLDER}, how old it must be; zero otherwise
 */
public record RerunPolicy(Kind kind, Duration age) {
    /** The condition of a replacement. */
    public enum Kind {
        /** Never. */
        DENY,
        /** Always. */
        ALLOW,
        /** If it was published so long ago; else the write takes it as it is. */
        IF_OLDER,
        /** If what it was computed from has changed, or that cannot be told; else the write takes it as it is. */
        IF_CHANGED
    }

    /** Whether nothing but a condition stands against a replacement. */
    public boolean isConditional() {
        return kind == Kind.IF_OLDER || kind == Kind.IF_CHANGED;
    }
}
