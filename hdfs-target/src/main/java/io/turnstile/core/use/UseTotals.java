package io.turnstile.core.use;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.UseCount;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The sums of all that was counted, by dataset and user. Some 300 bytes of memory for each. For one thread. */
public final class UseTotals {
    private final Map<String, Map<String, UseCount>> byDataset = new TreeMap<>();

    /** Those of what was gathered. */
    public static UseTotals of(Collection<GatheredUse> gathered) {
        UseTotals totals = new UseTotals();
        gathered.forEach(use -> totals.addAll(use.counts()));
        return totals;
    }

    /** Adds to what is there. */
    void add(UseCount use) {
        byDataset.computeIfAbsent(use.dataset(), name -> new TreeMap<>()).merge(use.user(), use, UseCount::plus);
    }

    void addAll(Collection<UseCount> uses) {
        uses.forEach(this::add);
    }

    /** How a dataset was used by all users together, which the count then names none of; empty if nobody is known to have. */
    public Optional<UseCount> of(String dataset) {
        return byDataset.getOrDefault(dataset, Map.of()).values().stream()
                .reduce(UseCount::plus)
                .map(sum -> new UseCount(dataset, "", sum.reads(), sum.reuses(), sum.saved(), sum.lastUsed()));
    }

    /** Tells of each dataset and user, sorted. */
    public void forEach(Consumer<UseCount> each) {
        byDataset.values().forEach(users -> users.values().forEach(each));
    }
}
