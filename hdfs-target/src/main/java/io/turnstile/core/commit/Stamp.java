package io.turnstile.core.commit;

import java.time.Instant;

/**
 * A timestamp by the lock service's own clock, for retention alone.
 *
 * @param epoch the stretch of the lock service's memory that it belongs to; times of two epochs cannot be compared
 * @param at the lock service's time
 */
public record Stamp(String epoch, Instant at) {}
