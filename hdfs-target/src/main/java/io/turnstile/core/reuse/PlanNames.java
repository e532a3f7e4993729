package io.turnstile.core.reuse;

import io.turnstile.core.storage.Entry;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RemoteIterator;

/** The entries of an index at one moment, kept as their names: about 300 bytes for each. Immutable. */
final class PlanNames {
    static final PlanNames NONE = new PlanNames(Map.of());

    /** Whoever has more than that looks at some of them only, rather than that a driver runs out of memory. */
    private static final int MOST = 200_000;

    private final Map<String, List<String>> byRows;
    private final int size;

    private PlanNames(Map<String, List<String>> byRows) {
        this.byRows = byRows;
        this.size = byRows.values().stream().mapToInt(List::size).sum();
    }

    /** What of a directory are entries; anything else is left out. */
    static PlanNames of(RemoteIterator<Entry> directory) throws IOException {
        Map<String, List<String>> byRows = new HashMap<>();
        for (int i = 0; i < MOST && directory.hasNext(); i++) {
            String name = directory.next().name();
            if (PlanEntry.parse(name).isPresent()) {
                byRows.merge(name.substring(0, PlanEntry.HASH), List.of(name), PlanNames::both);
            }
        }
        return byRows.isEmpty() ? NONE : new PlanNames(byRows);
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
