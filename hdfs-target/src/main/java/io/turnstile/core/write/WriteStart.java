package io.turnstile.core.write;

import io.turnstile.core.commit.Generation;
import java.time.Duration;

/** The result of beginning a write: either the caller computes, or there is nothing to compute. */
public sealed interface WriteStart {
    /** How long the call waited for others. */
    Duration waited();

    /** To compute: the caller holds the lock, computes, and commits or closes the write. */
    record Compute(GenerationWrite write, Duration waited) implements WriteStart {}

    /** To reuse: the dataset is there; nothing is held. */
    record Reuse(Generation head, Duration waited) implements WriteStart {}
}
