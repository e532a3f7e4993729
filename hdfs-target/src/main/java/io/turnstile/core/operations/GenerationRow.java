package io.turnstile.core.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the generations listing: a version of a dataset, a generation that was never published, or the last
 * computation that failed.
 *
 * @param version the version; of what was never published, the one that it aimed at
 * @param reason why the record was written: {@code publish}, {@code remove}, {@code rollback}, {@code retire}, {@code
 *     fence}, {@code quarantine}, or {@code damaged}; {@code failed} of a computation; null if there is none
 * @param generation the generation that the version made the head; null if it did not make any
 * @param state what is the case with that now: {@code head}, {@code superseded}, {@code retired}, {@code deleted}, {@code
 *     being written}, {@code never published}, or {@code not published} where the lock service cannot say which
 * @param rows rows in it, null if nobody counted
 * @param bytes bytes in its data files
 * @param computedIn how long its computation took
 * @param executorTime how long its tasks ran on executors, all of them together; null where that is not known
 * @param at when the record was written, by its author's clock
 * @param by who wrote it
 * @param note what its author had to say, such as the reason of an unlock; what is wrong with it; or why it failed
 */
public record GenerationRow(
        long version,
        @Nullable String reason,
        @Nullable String generation,
        @Nullable String state,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable Duration computedIn,
        @Nullable Duration executorTime,
        @Nullable Instant at,
        @Nullable String by,
        @Nullable String note) {}
