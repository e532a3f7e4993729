package io.turnstile.core.commit;

import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A published generation (one immutable result) whose files may still be there, as commit records list it.
 *
 * @param name its name
 * @param version the version that published it first
 * @param size what is in it
 * @param dataFormat the files' format, such as {@code parquet}; empty in records that do not tell
 * @param parameters what it was computed for; none in records that do not tell
 * @param originHash {@link Origin#hash} of what it was computed from; empty if that is not known
 * @param computeTime how long its computation took
 * @param executorTime how long its tasks ran on executors, all of them together; null where that is not known
 * @param ttl how long after its publication it is reused, as its publisher would have it; null if for ever
 * @param stale what a write that would reuse it does where what it was computed from has changed, as its publisher would have
 *     it; empty if that was not said
 * @param publishedAt by its publisher's clock; for people, and for the ttl
 * @param publishedBy who published it
 * @param retired whether it may never be read or published again
 * @param since since when it has been superseded or, if it is retired, retired; null for the head, and where the lock
 *     service could not say
 */
public record Generation(
        GenerationName name,
        long version,
        Size size,
        String dataFormat,
        Parameters parameters,
        String originHash,
        Duration computeTime,
        @Nullable Duration executorTime,
        @Nullable Duration ttl,
        String stale,
        Instant publishedAt,
        Application publishedBy,
        boolean retired,
        @Nullable Stamp since) {
    /**
     * The size of a generation.
     *
     * @param rows rows, -1 if nobody counted
     * @param files data files
     * @param bytes bytes in them
     */
    public record Size(long rows, long files, long bytes) {}

    /** For people: who published it and when, to the second. */
    public String origin() {
        return publishedBy + " at " + publishedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    Generation since(@Nullable Stamp stamp) {
        return with(retired, stamp);
    }

    Generation retiredSince(@Nullable Stamp stamp) {
        return with(true, stamp);
    }

    private Generation with(boolean whetherRetired, @Nullable Stamp stamp) {
        return new Generation(
                name,
                version,
                size,
                dataFormat,
                parameters,
                originHash,
                computeTime,
                executorTime,
                ttl,
                stale,
                publishedAt,
                publishedBy,
                whetherRetired,
                stamp);
    }
}
