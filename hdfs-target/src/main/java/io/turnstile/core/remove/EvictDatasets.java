package io.turnstile.core.remove;

import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.listing.DatasetWalk;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.use.UseTotals;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.security.AccessControlException;

/**
 * The eviction of those datasets that are least worth what they hold. What is pinned or being computed stays, and is told. A
 * crash leaves some removed and the others as they were. Holds some 300 bytes of each dataset in memory.
 */
public final class EvictDatasets {
    private final RootContext root;
    private final TurnstileOptions options;
    private final DatasetLocks locks;
    private final Mode mode;
    private final Consumer<Eviction.Outcome> each;

    /**
     * An eviction in a root.
     *
     * @param options whether reruns are allowed, without which nothing goes; and how many generations of a dataset can be
     *     read, beyond which none is counted
     * @param mode whether it removes anything
     * @param each is told of each dataset that goes, or would have to, as it comes
     */
    public EvictDatasets(
            RootContext root,
            TurnstileOptions options,
            DatasetLocks locks,
            Mode mode,
            Consumer<Eviction.Outcome> each) {
        this.root = root;
        this.options = options;
        this.locks = locks;
        this.mode = mode;
        this.each = each;
    }

    /**
     * Goes through a namespace and those in it, and then evicts what the rule says, what is least worth first.
     *
     * @param use how the datasets were used
     * @return how many bytes stay, in generations that can be read
     * @throws io.turnstile.core.exception.RerunDeniedException if reruns are not allowed, and something would go; nothing does
     */
    public long evict(List<String> namespace, EvictionRule rule, UseTotals use) throws IOException {
        List<Eviction> candidates = candidates(namespace, use);
        candidates.sort(Eviction.LEAST_WORTH_FIRST);
        long held = candidates.stream().mapToLong(Eviction::bytes).sum();
        Duration unusedFor = rule.unusedFor();
        if (unusedFor != null) {
            Instant since = Instant.now().minus(unusedFor);
            List<Eviction> unused = candidates.stream()
                    .filter(candidate -> !candidate.lastUsed().isAfter(since))
                    .toList();
            candidates.removeIf(candidate -> !candidate.lastUsed().isAfter(since));
            for (Eviction candidate : unused) {
                held -= evict(candidate, "not used for long enough") ? candidate.bytes() : 0;
            }
        }
        Long maxBytes = rule.maxBytes();
        if (maxBytes != null) {
            for (Iterator<Eviction> left = candidates.iterator(); held > maxBytes && left.hasNext(); ) {
                Eviction candidate = left.next();
                if (candidate.bytes() > 0) {
                    held -= evict(candidate, "least worth the bytes that it holds") ? candidate.bytes() : 0;
                }
            }
        }
        return held;
    }

    private List<Eviction> candidates(List<String> namespace, UseTotals use) throws IOException {
        List<Eviction> candidates = new ArrayList<>();
        new DatasetWalk(root.path(), root.storage()).below(namespace, new DatasetWalk.Visitor() {
            @Override
            public void dataset(DatasetKey key) throws InterruptedIOException {
                try {
                    CommitRecord record = context(key).log().head();
                    record.head()
                            .map(head -> Eviction.of(
                                    key, head, record.readable(options.retentionGenerations()), use.of(key.toString())))
                            .ifPresent(candidates::add);
                } catch (InterruptedIOException ended) {
                    throw ended;
                } catch (IOException damagedOrDenied) {
                    tellUnknown(key, damagedOrDenied);
                }
            }

            @Override
            public void hidden(DatasetKey key, AccessControlException why) {
                tellUnknown(key, why);
            }
        });
        return candidates;
    }

    private DatasetContext context(DatasetKey key) {
        return new DatasetContext(root, key, Parameters.NONE, options);
    }

    private void tellUnknown(DatasetKey key, IOException why) {
        each.accept(new Eviction.Outcome(
                null,
                key,
                false,
                "it cannot be judged: "
                        + String.valueOf(why.getMessage()).lines().findFirst().orElse("")));
    }

    private boolean evict(Eviction candidate, String why) throws IOException {
        EvictDataset eviction = new EvictDataset(context(candidate.dataset()), locks);
        try {
            Optional<String> against = mode == Mode.DELETE ? eviction.evict(candidate) : eviction.obstacle();
            each.accept(new Eviction.Outcome(candidate, candidate.dataset(), against.isEmpty(), against.orElse(why)));
            return against.isEmpty();
        } catch (InterruptedIOException ended) {
            throw ended;
        } catch (IOException damagedOrDenied) {
            tellUnknown(candidate.dataset(), damagedOrDenied);
            return false;
        }
    }
}
