package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.UseCount;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A description of one dataset: what it is, what is kept of it, and who has to do with it now.
 *
 * @param key its name
 * @param record its last record; {@link CommitRecord#NONE} if there is none, or it cannot be understood
 * @param manifest what its head consists of; empty if there is no head, or the manifest cannot be read
 * @param use how it was used, as far as that was counted; empty if it is not known to have been
 * @param holders who is computing it: one, or nobody
 * @param readers who reads it, or waits to
 * @param problems what cannot be told, in a sentence each: of record, manifest, holders and readers
 */
public record DatasetPage(
        DatasetKey key,
        CommitRecord record,
        Optional<Manifest> manifest,
        Optional<UseCount> use,
        List<LockRow> holders,
        List<ReaderRow> readers,
        List<String> problems) {
    public DatasetPage {
        holders = List.copyOf(holders);
        readers = List.copyOf(readers);
        problems = List.copyOf(problems);
    }

    /**
     * Looks at a dataset: at the lock service first, so that what that knows of is there when the log is read. Reads its
     * last record and its head's manifest.
     *
     * @throws DatasetNotCachedException if there never was such a dataset, and nobody is known to be computing it
     */
    public static DatasetPage of(DatasetRoot root, String table) throws IOException {
        CachedDataset dataset = root.dataset(DatasetKey.parse(table));
        List<String> problems = new ArrayList<>();
        List<LockRow> holders = List.of();
        List<ReaderRow> readers = List.of();
        try {
            String awaited = root.awaitedByHolder(dataset.key()).orElse(null);
            long waiting = root.waiters(dataset.key()).size();
            holders = dataset.holder().stream()
                    .map(holder -> LockRow.of(dataset.key().toString(), holder, waiting, awaited))
                    .toList();
            readers = new Operations(root, root.options()).readers(table);
        } catch (LockServiceUnavailableException | LockServiceDeniedException | OtherLockServiceException unknown) {
            problems.add(String.valueOf(unknown.getMessage()));
        }
        CommitRecord record = CommitRecord.NONE;
        boolean damaged = false;
        @Nullable Manifest manifest = null;
        try {
            record = dataset.record();
            if (record.head().isPresent()) {
                manifest = dataset.manifest(record.head().get());
            }
        } catch (FileNotFoundException | DamagedException unreadable) {
            problems.add(String.valueOf(unreadable.getMessage()));
            damaged = true;
        }
        if (record.version() == 0 && holders.isEmpty() && !damaged) {
            throw dataset.notCached();
        }
        return new DatasetPage(
                dataset.key(),
                record,
                Optional.ofNullable(manifest),
                root.use().of(dataset.key().toString()),
                holders,
                readers,
                problems);
    }

    /** The generations whose files may still be there, the earliest first. */
    public List<GenerationRow> generations() {
        return record.generations().stream()
                .sorted(Comparator.comparingLong(Generation::version))
                .map(generation -> new GenerationRow(
                        generation.version(),
                        null,
                        generation.name().toString(),
                        state(generation),
                        GenerationRows.counted(generation),
                        generation.size().bytes(),
                        generation.computeTime(),
                        generation.executorTime(),
                        generation.publishedAt(),
                        generation.publishedBy().toString(),
                        null))
                .toList();
    }

    private String state(Generation generation) {
        if (generation.name().equals(record.headName())) {
            return "head";
        }
        return generation.retired() ? "retired" : "superseded";
    }
}
