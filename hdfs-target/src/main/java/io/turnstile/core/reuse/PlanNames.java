package io.turnstile.core.reuse;

import io.turnstile.core.storage.Entry;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RemoteIterator;

/** The entries of an index at one moment, kept as their names: about 300 bytes for each. Immutable. */
final class PlanNames {
    static final PlanNames NONE = new PlanNames(Map.of(), Set.of());

    /** Whoever has more than that looks at some of them only, rather than that a driver runs out of memory. */
    private static final int MOST = 200_000;

    private final Map<String, List<String>> byRows;
    private final Set<String> sources;
    private final int size;

    private PlanNames(Map<String, List<String>> byRows, Set<String> sources) {
        this.byRows = byRows;
        this.sources = sources;
        this.size = byRows.values().stream().mapToInt(List::size).sum();
    }

    /** What of a directory are entries; anything else is left out. */
    static PlanNames of(RemoteIterator<Entry> directory) throws IOException {
        Map<String, List<String>> byRows = new HashMap<>();
        Set<String> sources = new HashSet<>();
        for (int i = 0; i < MOST && directory.hasNext(); i++) {
            String name = directory.next().name();
            PlanEntry.parse(name).ifPresent(entry -> {
                byRows.merge(entry.rows(), List.of(name), PlanNames::both);
                sources.add(entry.sources());
            });
        }
        return byRows.isEmpty() ? NONE : new PlanNames(byRows, sources);
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.of(some, more).flatMap(Collection::stream).toList();
    }

    boolean isEmpty() {
        return byRows.isEmpty();
    }

    /** How many there are. */
    int size() {
        return size;
    }

    boolean reads(String source) {
        return sources.contains(source);
    }

    boolean knows(String rows) {
        return byRows.containsKey(rows);
    }

    List<PlanEntry> withRows(String rows) {
        return entries(byRows.getOrDefault(rows, List.of()).stream()).toList();
    }

    List<PlanEntry> all() {
        return entries(byRows.values().stream().flatMap(Collection::stream)).toList();
    }

    private static Stream<PlanEntry> entries(Stream<String> names) {
        return names.map(PlanEntry::parse).flatMap(Optional::stream);
    }
}
