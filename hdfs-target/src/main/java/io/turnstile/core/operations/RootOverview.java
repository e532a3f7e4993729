package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.listing.DatasetLog;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The operators' overview of a root: what there is to say of all of its datasets at once. Thread-safe; changes nothing. */
public final class RootOverview {
    private final DatasetRoot root;

    public RootOverview(DatasetRoot root) {
        this.root = root;
    }

    /**
     * The datasets that were dropped and still hold files, sorted. Reads the last record of each.
     *
     * @param namespace such as {@code travel}; empty for all of the root
     */
    public List<DroppedRow> dropped(String namespace) throws IOException {
        List<String> parts =
                namespace.isEmpty() ? List.of() : DatasetKey.parse(namespace).parts();
        List<DroppedRow> rows = new ArrayList<>();
        for (DatasetLog log : root.walk(parts).logs()) {
            if (log.isDropped() && !log.generations().isEmpty()) {
                rows.add(row(log));
            }
        }
        rows.sort(Comparator.comparing(DroppedRow::name));
        return rows;
    }

    private DroppedRow row(DatasetLog log) throws IOException {
        String name = log.key().toString();
        long generations = log.generations().size();
        try {
            CommitRecord record = root.dataset(log.key()).record();
            long bytes = record.generations().stream()
                    .filter(generation -> log.generations().contains(generation.name()))
                    .mapToLong(generation -> generation.size().bytes())
                    .sum();
            return new DroppedRow(
                    name, generations, bytes, record.at(), record.by().toString(), null);
        } catch (DamagedException damaged) {
            return new DroppedRow(name, generations, null, null, null, damaged.getMessage());
        }
    }

    /** Who waits for the holders of the root's locks, be it to write or to read; by dataset, the longest first. */
    public List<WaiterRow> waiters() throws IOException {
        List<WaiterRow> rows = new ArrayList<>();
        for (String dataset : root.holders().keySet()) {
            for (Waiter waiter : root.waiters(DatasetKey.parse(dataset))) {
                Application application = waiter.application();
                rows.add(new WaiterRow(
                        dataset,
                        application.id(),
                        application.name(),
                        application.user(),
                        application.host(),
                        waiter.waitedFor()));
            }
        }
        return rows;
    }

    /**
     * Who reads what in all of the root, or waits to, by dataset; those who wait come first. Asks the lock service once for
     * each dataset that there is, was, or is being computed.
     *
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public List<ReadingRow> readers() throws IOException {
        Set<String> datasets = new TreeSet<>(root.holders().keySet());
        root.walk(List.of()).logs().forEach(log -> datasets.add(log.key().toString()));
        List<ReadingRow> rows = new ArrayList<>();
        for (String dataset : datasets) {
            rows.addAll(readers(root.dataset(DatasetKey.parse(dataset))));
        }
        return rows;
    }

    private static List<ReadingRow> readers(CachedDataset dataset) throws IOException {
        Map<Application, List<Reader>> pins = dataset.readers().stream()
                .collect(Collectors.groupingBy(Reader::application, LinkedHashMap::new, Collectors.toList()));
        return pins.entrySet().stream()
                .map(entry -> row(dataset.key().toString(), entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing((ReadingRow row) -> row.generations() != null)
                        .thenComparing(ReadingRow::heldFor, Comparator.reverseOrder()))
                .toList();
    }

    private static ReadingRow row(String dataset, Application application, List<Reader> pins) {
        String generations = pins.stream()
                .map(Reader::generation)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        Duration longest = pins.stream()
                .map(Reader::heldFor)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new ReadingRow(
                dataset,
                application.id(),
                application.name(),
                application.user(),
                application.host(),
                pins.size(),
                generations.isEmpty() ? null : generations,
                longest);
    }
}
