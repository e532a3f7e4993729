package io.turnstile.spark.fingerprint;

/** It cannot be told what a part of a plan gives, so nothing above it has a fingerprint either. The message says why. */
final class Untold extends RuntimeException {
    private final String reason;

    /** @param reason names what is in the way, and says what to do about it */
    Untold(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
