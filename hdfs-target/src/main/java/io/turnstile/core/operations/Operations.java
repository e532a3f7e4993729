package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Verification;
import io.turnstile.core.remove.EvictionRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The operators' interface to a root and its datasets. Only {@link #collect}, {@link #evict}, {@link #unlock}, {@link #remove}, {@link
 * #rollback} and {@link #repair} change anything. Thread-safe.
 *
 * <p>Every method that asks the lock service throws {@link io.turnstile.core.lock.LockServiceUnavailableException} where
 * that does not answer, and {@link io.turnstile.core.lock.LockServiceDeniedException} where it refuses.
 */
public final class Operations {
    /** How many versions {@link #generations} tells of where nobody says how many: 100. */
    public static final int VERSIONS = 100;

    private final DatasetRoot root;
    private final TurnstileOptions options;

    /** @param options how to do it; those of the root, perhaps with some replaced */
    public Operations(DatasetRoot root, TurnstileOptions options) {
        this.root = root;
        this.options = options;
    }

    /** The same, by which only so many generations of a dataset can be read, the head included. */
    public Operations keepingGenerations(String atMost) {
        return new Operations(root, options.with(Map.of(TurnstileOption.RETENTION_GENERATIONS.key(), atMost)));
    }

    /**
     * The datasets in a namespace and below. Reads the last record of each, and how they were used.
     *
     * @param namespace such as {@code travel}; empty for all of the root
     */
    public List<DatasetRow> datasets(String namespace) throws IOException {
        return new DatasetRows(root, options).below(parts(namespace));
    }

    private static List<String> parts(String namespace) {
        return namespace.isEmpty() ? List.of() : DatasetKey.parse(namespace).parts();
    }

    /**
     * What it was worth that datasets are kept: how often they were used, and how much computing that saved; what saved most
     * first. What cannot be had of that is left out, which the log says.
     *
     * @param by {@code dataset}, {@code namespace} or {@code user}
     * @param namespace such as {@code travel}, for what is in it and below; empty for all of the root
     */
    public List<SavingsRow> savings(String by, String namespace) {
        return Savings.rows(root.use(), by, namespace);
    }

    /**
     * The latest versions of a dataset, the earliest first, the generations that were not published, and the last
     * computation that failed, if nothing was published since. Reads a file for each.
     *
     * @param versions how many versions
     * @throws DatasetNotCachedException if there never was such a dataset, and nobody is computing it
     */
    public List<GenerationRow> generations(String table, int versions) throws IOException {
        CachedDataset dataset = dataset(table);
        List<GenerationRow> rows = new GenerationRows(dataset, dataset.versions(versions)).rows();
        if (rows.isEmpty()) {
            throw dataset.notCached();
        }
        return rows;
    }

    /**
     * Sees to it that the root is one.
     *
     * @throws RootUnusableException if nothing was ever written to it, so that it may be another directory
     */
    public void requireUsedRoot() throws IOException {
        if (!root.isUsed()) {
            throw new RootUnusableException("No dataset was ever written to " + root.path()
                    + ". If it should hold some, correct the root; else nobody holds a lock there.");
        }
    }

    /** The locks of the root that are held. */
    public List<LockRow> locks() throws IOException {
        List<LockRow> rows = new ArrayList<>();
        for (Map.Entry<String, Holder> held : root.holders().entrySet()) {
            DatasetKey key = DatasetKey.parse(held.getKey());
            rows.add(LockRow.of(
                    held.getKey(),
                    held.getValue(),
                    root.waiters(key).size(),
                    root.awaitedByHolder(key).orElse(null)));
        }
        return rows;
    }

    /** Who waits for the holders of the root's locks; see {@link RootOverview#waiters}. */
    public List<WaiterRow> waiters() throws IOException {
        return new RootOverview(root).waiters();
    }

    /** Who reads a dataset, or waits to read it. */
    public List<ReaderRow> readers(String table) throws IOException {
        return dataset(table).readers().stream()
                .map(reader -> new ReaderRow(
                        reader.application().id(),
                        reader.application().name(),
                        reader.application().user(),
                        reader.application().host(),
                        reader.generation().orElse(null),
                        reader.heldFor()))
                .toList();
    }

    /**
     * Drops a dataset; see {@link CachedDataset#remove}.
     *
     * @throws DatasetNotCachedException if there is no such dataset
     */
    public RemovalRow remove(String table) throws IOException {
        CachedDataset dataset = dataset(table);
        boolean damaged = isDamaged(dataset);
        Optional<Generation> removed = dataset.remove();
        if (removed.isEmpty() && !damaged) {
            throw dataset.notCached();
        }
        return new RemovalRow(
                dataset.key().toString(),
                removed.map(head -> head.name().toString()).orElse(null),
                removed.map(head -> head.size().bytes()).orElse(null));
    }

    private static boolean isDamaged(CachedDataset dataset) throws IOException {
        try {
            dataset.record();
            return false;
        } catch (DamagedException damaged) {
            return true;
        }
    }

    /** Retires and deletes what nobody can need any more, or says what would be done; see {@link CachedDataset#collect}. */
    public List<CollectionRow> collect(String table, CollectionReport.Mode mode) throws IOException {
        CollectionReport collection = dataset(table).collect(mode);
        List<CollectionRow> rows = new ArrayList<>();
        collection.refused().ifPresent(why -> rows.add(new CollectionRow(null, CollectionRow.REFUSED, why)));
        for (CollectionReport.Action action : collection.actions()) {
            rows.add(new CollectionRow(action.name(), action.step().name().toLowerCase(Locale.ROOT), action.why()));
        }
        return rows;
    }

    /**
     * The same of every dataset in a namespace and below, removed ones too; see {@link DatasetRoot#collect}. What is being
     * written or cannot be judged is told and left alone.
     *
     * @param namespace such as {@code travel}; empty for all of the root
     * @param each is given the row of each dataset as it comes, if anything of it goes or waits, or is refused; and last
     *     the sum of all
     */
    public void collect(String namespace, CollectionReport.Mode mode, Consumer<DatasetCollectionRow> each)
            throws IOException {
        DatasetCollectionRow.Sum sum = new DatasetCollectionRow.Sum();
        root.collect(parts(namespace), options, mode, (key, report) -> {
            DatasetCollectionRow row = DatasetCollectionRow.of(key.toString(), report);
            sum.add(row);
            each.accept(row);
        });
        each.accept(sum.row());
    }

    /**
     * Removes the datasets of a namespace and below that are least worth what they hold, or says which would go; see {@link
     * DatasetRoot#evict}. Where only so many generations of a dataset can be read, all are collected before, so that
     * nothing is evicted for the bytes of those that go anyway.
     *
     * @param namespace such as {@code travel}; empty for all of the root
     * @param unusedFor for how long what goes was not used, such as {@code 30d}; empty if that does not matter
     * @param maxBytes how many bytes may stay, such as {@code 2t}; empty if that does not matter
     * @param each is given the row of each dataset as it comes, and last the sum of those that go
     * @throws io.turnstile.core.option.InvalidOptionException if that is no duration, or no size
     */
    public void evict(
            String namespace, String unusedFor, String maxBytes, CollectionReport.Mode mode, Consumer<EvictionRow> each)
            throws IOException {
        EvictionRule rule = EvictionRule.parse(unusedFor, maxBytes);
        if (options.retentionGenerations() < Integer.MAX_VALUE) {
            root.collect(
                    parts(namespace),
                    options,
                    mode,
                    (key, report) -> EvictionRow.retiring(key, report).ifPresent(each));
        }
        EvictionRow.Sum sum = new EvictionRow.Sum();
        long left = root.evict(parts(namespace), rule, options, mode, outcome -> {
            EvictionRow row = EvictionRow.of(outcome);
            sum.add(row);
            each.accept(row);
        });
        each.accept(sum.row(left));
    }

    /**
     * Takes a dataset's lock from whoever holds it, who cannot publish then; see {@link CachedDataset#unlock}.
     *
     * @return who held it; empty if nobody did, and then nothing was changed
     */
    public List<LockRow> unlock(String table, String reason) throws IOException {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Say why the lock of " + table
                    + " is taken from its holder: the reason is" + " kept with the dataset.");
        }
        CachedDataset dataset = dataset(table);
        long waiting = root.waiters(dataset.key()).size();
        String waitingFor = root.awaitedByHolder(dataset.key()).orElse(null);
        return dataset.unlock(reason).stream()
                .map(holder -> LockRow.of(dataset.key().toString(), holder, waiting, waitingFor))
                .toList();
    }

    /**
     * Compares a dataset's files with what was written: names and lengths.
     *
     * @return what is wrong; empty if nothing is
     * @throws DatasetNotCachedException if there is no such dataset, and no file of others in its place
     */
    public List<ProblemRow> verify(String table) throws IOException {
        CachedDataset dataset = dataset(table);
        Verification verification = dataset.verify().orElse(null);
        if (verification == null) {
            throw dataset.notCached();
        }
        return verification.findings().stream()
                .map(finding -> new ProblemRow(finding.path(), finding.problem(), !finding.harmless()))
                .toList();
    }

    /**
     * Makes what a dataset was at an earlier version the dataset again; see {@link CachedDataset#rollback}.
     *
     * @throws DatasetNotCachedException if there never was such a dataset
     */
    public RollbackRow rollback(String table, long version) throws IOException {
        CommitRecord record = dataset(table).rollback(version);
        return new RollbackRow(record.version(), String.valueOf(record.headName()));
    }

    /**
     * Makes the root's own file, {@code root.json}, anew if it is gone or cannot be understood; see {@link DatasetRoot#repair}.
     *
     * @param newId whether to give the root another id if nothing else is left; every application must have ended
     */
    public RepairRow repair(boolean newId) throws IOException {
        String done = switch (root.repair(newId)) {
            case WHOLE -> "whole";
            case FROM_COPY -> "made anew from its copy";
            case WITH_ANOTHER_ID -> "made anew with another id";
        };
        return new RepairRow(root.path().toString(), done);
    }

    /** The name to use for a dataset with these parameters. Looks nothing up. */
    public static NameRow name(String table, Map<String, String> parameters) {
        return new NameRow(
                Parameters.of(parameters).name(DatasetKey.parse(table)).toString());
    }

    private CachedDataset dataset(String table) {
        return root.dataset(DatasetKey.parse(table), options);
    }
}
