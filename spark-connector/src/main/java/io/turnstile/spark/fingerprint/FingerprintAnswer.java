package io.turnstile.spark.fingerprint;

import java.util.List;

/** What can be told of a query: its fingerprint, or why it has none. What it reads can be told of either. */
public sealed interface FingerprintAnswer permits QueryFingerprint, Refusal {
    /** What the query reads, by kind and name. */
    List<ReadInput> inputs();
}
