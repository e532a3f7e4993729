package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.CollectionReport;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.Verification;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.option.TurnstileOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask of a root and its datasets. Only {@link #collect}, {@link #unlock} and {@link #rollback} change
 * anything. Thread-safe.
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

    /**
     * A dataset.
     *
     * @param name its key
     * @param version the version of its last record
     * @param generation the generation that is read
     * @param rows rows, null if nobody counted
     * @param bytes bytes in its data files
     * @param files how many these are
     * @param format their format
     * @param publishedAt by its publisher's clock
     * @param publishedBy who computed it
     * @param parameters what it was computed for
     * @param problem why the rest is null; null if it is not
     */
    public record DatasetRow(
            String name,
            @Nullable Long version,
            @Nullable String generation,
            @Nullable Long rows,
            @Nullable Long bytes,
            @Nullable Long files,
            @Nullable String format,
            @Nullable Instant publishedAt,
            @Nullable String publishedBy,
            @Nullable Map<String, String> parameters,
            @Nullable String problem) {}

    /**
     * A version of a dataset, or a generation that was never published.
     *
     * @param version the version; of a generation that was never published, the one that it aimed at
     * @param reason why the record was written: {@code publish}, {@code remove}, {@code rollback}, {@code retire}, {@code
     *     fence}, {@code quarantine}, or {@code damaged}; null if there is none
     * @param generation the generation that the version made the head; null if it did not make any
     * @param state what is the case with that now: {@code head}, {@code superseded}, {@code retired}, {@code deleted}, {@code
     *     being written}, {@code never published}, or {@code not published} where the lock service cannot say which
     * @param rows rows in it, null if nobody counted
     * @param bytes bytes in its data files
     * @param at when the record was written, by its author's clock
     * @param by who wrote it
     * @param note what its author had to say, such as the reason of an unlock; or what is wrong with it
     */
    public record GenerationRow(
            long version,
            @Nullable String reason,
            @Nullable String generation,
            @Nullable String state,
            @Nullable Long rows,
            @Nullable Long bytes,
            @Nullable Instant at,
            @Nullable String by,
            @Nullable String note) {}

    /**
     * A lock that is held.
     *
     * @param dataset the dataset that is being computed, or changed
     * @param application the id of the application that holds it
     * @param applicationName what it calls itself
     * @param user as whom it runs
     * @param host where its driver is
     * @param heldFor how long it has held it
     * @param leaseLeft when it would be free if the application died now
     * @param waitingFor the dataset that it is waiting for itself; null if it is not
     */
    public record LockRow(
            String dataset,
            String application,
            String applicationName,
            String user,
            String host,
            Duration heldFor,
            Duration leaseLeft,
            @Nullable String waitingFor) {}

    /**
     * A pin.
     *
     * @param application the id of the application that reads
     * @param applicationName what it calls itself
     * @param user as whom it runs
     * @param host where its driver is
     * @param generation what it reads; null while it waits, or has not chosen yet
     * @param heldFor how long the pin has been there
     */
    public record ReaderRow(
            String application,
            String applicationName,
            String user,
            String host,
            @Nullable String generation,
            Duration heldFor) {}

    /**
     * What a collection did, or would do.
     *
     * @param generation the generation, or the temporary file; null if nothing could be done at all
     * @param step {@code retire}, {@code delete}, {@code keep}, or {@code refused}
     * @param why in words
     */
    public record CollectionRow(@Nullable String generation, String step, String why) {
        /** The step of a collection that may not do anything. */
        public static final String REFUSED = "refused";
    }

    /**
     * Something that is wrong.
     *
     * @param file its path, relative to the generation; or to the dataset's directory, and with a slash in front
     * @param problem in words
     * @param unreadable whether readers fail on it; if not, it does them no harm
     */
    public record ProblemRow(String file, String problem, boolean unreadable) {}

    /**
     * What a rollback made.
     *
     * @param version the version that is the head now
     * @param generation its generation
     */
    public record RollbackRow(long version, String generation) {}

    /**
     * The name of a dataset for some parameters.
     *
     * @param name the name to use
     */
    public record NameRow(String name) {}

    /**
     * The datasets in a namespace and below. Reads the last record of each.
     *
     * @param namespace such as {@code travel}; empty for all of the root
     */
    public List<DatasetRow> datasets(String namespace) throws IOException {
        List<DatasetRow> rows = new ArrayList<>();
        List<String> parts =
                namespace.isEmpty() ? List.of() : DatasetKey.parse(namespace).parts();
        for (DatasetKey key : root.datasetsBelow(parts)) {
            row(target(key.toString())).ifPresent(rows::add);
        }
        rows.sort(Comparator.comparing(DatasetRow::name));
        return rows;
    }

    private static Optional<DatasetRow> row(CachedDataset target) throws IOException {
        String name = target.key().toString();
        try {
            CommitRecord record = target.record();
            Optional<Generation> head = record.head();
            if (head.isEmpty()) {
                return Optional.empty(); // It was removed while we were looking.
            }
            Generation generation = head.get();
            return Optional.of(new DatasetRow(
                    name,
                    record.version(),
                    generation.name().toString(),
                    counted(generation),
                    generation.size().bytes(),
                    generation.size().files(),
                    format(target, generation),
                    generation.publishedAt(),
                    generation.publishedBy().toString(),
                    generation.parameters().values(),
                    null));
        } catch (DamagedException damaged) {
            return Optional.of(
                    new DatasetRow(name, null, null, null, null, null, null, null, null, null, damaged.getMessage()));
        }
    }

    /** Records that were written before they told the format leave it to the manifest. */
    private static @Nullable String format(CachedDataset target, Generation generation) throws IOException {
        String known =
                generation.dataFormat().isEmpty() ? target.manifest(generation).dataFormat() : generation.dataFormat();
        return known.isEmpty() ? null : known;
    }

    /** Its rows; null if nobody counted. */
    static @Nullable Long counted(Generation generation) {
        return generation.size().rows() < 0 ? null : generation.size().rows();
    }

    /**
     * The latest versions of a dataset, the earliest first, and the generations that were not published. Reads a file for
     * each.
     *
     * @param versions how many versions
     * @throws DatasetNotCachedException if there never was such a dataset, and nobody is computing it
     */
    public List<GenerationRow> generations(String table, int versions) throws IOException {
        CachedDataset target = target(table);
        List<GenerationRow> rows = new GenerationRows(target, target.versions(versions)).rows();
        if (rows.isEmpty()) {
            throw target.notCached();
        }
        return rows;
    }

    /** The locks of the root that are held. */
    public List<LockRow> locks() throws IOException {
        List<LockRow> rows = new ArrayList<>();
        for (Map.Entry<String, Holder> held : root.holders().entrySet()) {
            DatasetKey key = DatasetKey.parse(held.getKey());
            rows.add(row(
                    held.getKey(), held.getValue(), root.awaitedByHolder(key).orElse(null)));
        }
        return rows;
    }

    private static LockRow row(String dataset, Holder holder, @Nullable String waitingFor) {
        Application application = holder.application();
        return new LockRow(
                dataset,
                application.id(),
                application.name(),
                application.user(),
                application.host(),
                holder.heldFor(),
                holder.leaseLeft(),
                waitingFor);
    }

    /** Who reads a dataset, or waits to read it. */
    public List<ReaderRow> readers(String table) throws IOException {
        return target(table).readers().stream()
                .map(reader -> new ReaderRow(
                        reader.application().id(),
                        reader.application().name(),
                        reader.application().user(),
                        reader.application().host(),
                        reader.generation().orElse(null),
                        reader.heldFor()))
                .toList();
    }

    /** Retires and deletes what nobody can need any more, or says what would be done; see {@link CachedDataset#collect}. */
    public List<CollectionRow> collect(String table, CollectionReport.Mode mode) throws IOException {
        CollectionReport collection = target(table).collect(mode);
        List<CollectionRow> rows = new ArrayList<>();
        collection.refused().ifPresent(why -> rows.add(new CollectionRow(null, CollectionRow.REFUSED, why)));
        for (CollectionReport.Action action : collection.actions()) {
            rows.add(new CollectionRow(action.name(), action.step().name().toLowerCase(Locale.ROOT), action.why()));
        }
        return rows;
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
        CachedDataset target = target(table);
        String waitingFor = root.awaitedByHolder(target.key()).orElse(null);
        return target.unlock(reason).stream()
                .map(holder -> row(target.key().toString(), holder, waitingFor))
                .toList();
    }

    /**
     * Compares a dataset's files with what was written: names and lengths.
     *
     * @return what is wrong; empty if nothing is
     * @throws DatasetNotCachedException if there is no such dataset, and no file of others in its place
     */
    public List<ProblemRow> verify(String table) throws IOException {
        CachedDataset target = target(table);
        Verification verification = target.verify().orElse(null);
        if (verification == null) {
            throw target.notCached();
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
        CommitRecord record = target(table).rollback(version);
        return new RollbackRow(record.version(), String.valueOf(record.headName()));
    }

    /** The name to use for a dataset with these parameters. Looks nothing up. */
    public static NameRow name(String table, Map<String, String> parameters) {
        return new NameRow(
                Parameters.of(parameters).name(DatasetKey.parse(table)).toString());
    }

    private CachedDataset target(String table) {
        return root.dataset(DatasetKey.parse(table), options);
    }
}
