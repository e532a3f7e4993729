package io.turnstile.core.advice;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All parts of queries that were met, as many as there is room for. Not thread-safe. */
final class PartTable {
    private final int most;
    private final Map<PartKey, PartRuns> parts = new LinkedHashMap<>();
    private long forgotten;

    /** @param most how many are kept; then those that ran once only are forgotten, those that were met first before others */
    PartTable(int most) {
        this.most = most;
    }

    /** @param described makes the part if it is met for the first time */
    void add(PartKey key, Supplier<PartRuns> described, PartRun run, @Nullable PartKey around) {
        parts.computeIfAbsent(key, met -> described.get()).add(run, around);
        if (parts.size() > most) {
            forget();
        }
    }

    private void forget() {
        Iterator<PartRuns> all = parts.values().iterator();
        while (all.hasNext() && parts.size() > most / 2) {
            if (all.next().count() == 1) {
                all.remove();
                forgotten++;
            }
        }
    }

    /** How many there was no room for: if they were computed again later, that is not told. */
    long forgotten() {
        return forgotten;
    }

    /** Null if it was not met, or is forgotten. */
    @Nullable
    PartRuns get(@Nullable PartKey key) {
        return key == null ? null : parts.get(key);
    }

    List<PartRuns> all() {
        return new ArrayList<>(parts.values());
    }
}
