package io.turnstile.spark.fingerprint;

import java.util.List;

/**
 * A query of which it cannot be told what it computes. Immutable.
 *
 * @param reason names what is in the way, and says what to do about it
 * @param inputs what it reads, of which some may be unknown
 */
public record Refusal(String reason, List<ReadInput> inputs) implements FingerprintAnswer {}
