package io.turnstile.core.operations;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.remove.Eviction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the report of an eviction: a dataset that goes, or would have to, or whose superseded generations do; or, in the last
 * row, all datasets that go.
 *
 * @param dataset the dataset; {@code *} in the last row
 * @param step {@code evict}, or {@code keep} where something stands against it; {@code retire} where only generations go
 * @param bytes bytes in its generations that can be read; null if that is not known, or if only generations go
 * @param saved how much computing it has saved; null if that is not known
 * @param lastUsed when it was read or reused last, or else published; null if that is not known
 * @param why in words
 */
public record EvictionRow(
        String dataset,
        String step,
        @Nullable Long bytes,
        @Nullable Duration saved,
        @Nullable Instant lastUsed,
        String why) {
    /** The step of what goes. */
    public static final String EVICT = "evict";

    /** The step of what stays. */
    public static final String KEEP = "keep";

    /** The step of what stays, with fewer generations. */
    public static final String RETIRE = "retire";

    /** The dataset of the last row. */
    public static final String ALL = "*";

    static EvictionRow of(Eviction.Outcome outcome) {
        Eviction of = outcome.eviction();
        return new EvictionRow(
                outcome.dataset().toString(),
                outcome.evicted() ? EVICT : KEEP,
                of == null ? null : of.bytes(),
                of == null ? null : of.saved(),
                of == null ? null : of.lastUsed(),
                outcome.why());
    }

    /** A dataset of which generations go since they are too many, or so it would be; empty if none does. */
    static Optional<EvictionRow> retiring(DatasetKey dataset, CollectionReport collected) {
        return collected.actions().stream()
                .filter(action -> action.step() == CollectionReport.Step.RETIRE)
                .findFirst()
                .map(first -> new EvictionRow(dataset.toString(), RETIRE, null, null, null, first.why()));
    }

    /** The running total of those that go. */
    static final class Sum {
        private long datasets;
        private long bytes;
        private Duration saved = Duration.ZERO;

        void add(EvictionRow row) {
            if (row.step.equals(EVICT) && row.bytes != null && row.saved != null) {
                datasets++;
                bytes += row.bytes;
                saved = saved.plus(row.saved);
            }
        }

        EvictionRow row(long bytesLeft) {
            return new EvictionRow(
                    ALL,
                    EVICT,
                    bytes,
                    saved,
                    null,
                    datasets + (datasets == 1 ? " dataset; " : " datasets; ") + bytesLeft + " bytes stay");
        }
    }
}
