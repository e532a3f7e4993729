package io.turnstile.core.remove;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.UseCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that might be evicted: what it holds, and what it was worth.
 *
 * @param dataset the dataset
 * @param head its head when it was looked at
 * @param bytes bytes in its generations that can be read
 * @param saved how much computing it has saved
 * @param lastUsed when it was read or reused last; when it was published, if it is not known to have been used since
 */
public record Eviction(DatasetKey dataset, GenerationName head, long bytes, Duration saved, Instant lastUsed) {
    /** The least seconds saved per byte first, and of equals what was not used for longest. */
    static final Comparator<Eviction> LEAST_WORTH_FIRST = Comparator.comparingDouble(Eviction::savedPerByte)
            .thenComparing(Eviction::lastUsed)
            .thenComparing(eviction -> eviction.dataset().toString());

    /** @param readable its generations that can be read, the head among them */
    static Eviction of(DatasetKey dataset, Generation head, List<Generation> readable, Optional<UseCount> use) {
        long bytes = readable.stream()
                .mapToLong(generation -> generation.size().bytes())
                .sum();
        Instant used = use.map(UseCount::lastUsed)
                .filter(last -> last.isAfter(head.publishedAt()))
                .orElse(head.publishedAt());
        return new Eviction(
                dataset, head.name(), bytes, use.map(UseCount::saved).orElse(Duration.ZERO), used);
    }

    private double savedPerByte() {
        return saved.isZero() ? 0 : saved.toMillis() / (double) Math.max(1, bytes);
    }

    /**
     * What became of it.
     *
     * @param evicted whether it goes
     * @param why the rule by which it does, or what stood against it
     */
    public record Outcome(@Nullable Eviction eviction, DatasetKey dataset, boolean evicted, String why) {}
}
