package io.turnstile.core;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.collect.RootCollector;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.context.ConfiguredLocks;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.LockMove;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.context.RootLocks;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.listing.DatasetListing;
import io.turnstile.core.listing.Namespaces;
import io.turnstile.core.listing.RootWalk;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Waiter;
import io.turnstile.core.option.LockKind;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.progress.WaitListener;
import io.turnstile.core.remove.EvictDatasets;
import io.turnstile.core.remove.Eviction;
import io.turnstile.core.remove.EvictionRule;
import io.turnstile.core.reuse.ReusableGenerations;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.use.UseTotals;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The entry point: a root, the directory that holds datasets, opened by one application. Thread-safe. Close it to give
 * its locks back.
 */
public final class DatasetRoot implements AutoCloseable {
    private final RootContext context;
    private final TurnstileOptions options;
    private final DatasetListing listing;
    private final Namespaces namespaces;

    private DatasetRoot(RootContext context, TurnstileOptions options) {
        this.context = context;
        this.options = options;
        this.listing = new DatasetListing(context.path(), context.storage());
        this.namespaces = new Namespaces(context.path(), context.storage());
    }

    /**
     * Opens the root that the options name. Creates nothing, and does not ask the lock service yet. Whatever is done with
     * it later, and by whatever thread, is done to the file system as the user who opens it.
     *
     * @param application who opens it, as others will see it
     * @param configuration for the file system, and for the credential providers if they hold Redis' password
     * @throws RootUnusableException if there is no such directory, or it cannot be read
     * @throws IllegalArgumentException if the lock service's address is malformed, or its password missing
     * @throws IOException if the file system or the credential providers cannot be reached
     */
    public static DatasetRoot open(TurnstileOptions options, Application application, Configuration configuration)
            throws IOException {
        Path path = RootDirectory.named(options.root(), configuration);
        Storage storage = StorageFactory.open(path, configuration);
        Path qualified = storage.qualify(path);
        Optional<RootFile> file = RootDirectory.require(qualified, storage);
        RootLocks locks = new RootLocks(
                storage, qualified, application, options, ConfiguredLocks.of(options, configuration), file);
        return new DatasetRoot(new RootContext(qualified, storage, configuration, application, locks), options);
    }

    /** The root's path, with scheme and authority. */
    public Path path() {
        return context.path();
    }

    /** Whether anything has ever been written to it. Before that it is a directory like any other. */
    public boolean isUsed() throws IOException {
        return RootFile.read(context.storage(), context.path()).isPresent();
    }

    /**
     * Makes the root's own file anew if it is gone or cannot be understood.
     *
     * @param anotherId whether to give the root another id if its copy cannot be understood either; then whoever uses it by
     *     the old one shares no lock with whoever comes now, so every application must have ended
     * @throws DamagedException if only that would help, and is not allowed; nothing was changed
     */
    public RootFile.Repair repair(boolean anotherId) throws IOException {
        return RootFile.repair(context.storage(), context.path(), options.lockLease(), anotherId);
    }

    /**
     * Has it keep its locks elsewhere, while nobody uses it.
     *
     * @param lost whether the service that has them now is gone for ever, and nobody can ask it who uses the root
     * @return where they were
     * @throws io.turnstile.core.exception.LocksInUseException if somebody does; nothing was changed
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if a lock service does not answer
     * @throws IllegalArgumentException if they cannot be kept there
     */
    public String moveLocks(LockKind to, boolean lost) throws IOException {
        ConfiguredLocks configured = ConfiguredLocks.of(options, context.configuration());
        return new LockMove(context.storage(), path(), application(), options, configured)
                .to(to, lost, datasetsBelow(List.of()));
    }

    /** Tells of every call that waits for a holder from now on. */
    public void onWait(WaitListener listener) {
        context.waits().add(listener);
    }

    /** Who opened it. */
    public Application application() {
        return context.application();
    }

    /** How it was opened. */
    public TurnstileOptions options() {
        return options;
    }

    /** A dataset in it, whether or not it exists. */
    public CachedDataset dataset(DatasetKey key) {
        return dataset(key, options);
    }

    /** A dataset in it, with options of its own; those that concern the lock service stay the root's. */
    public CachedDataset dataset(DatasetKey key, TurnstileOptions own) {
        return dataset(key, Parameters.NONE, own);
    }

    /**
     * The dataset of that name for some parameters, whose own name is {@link Parameters#name}.
     *
     * @throws io.turnstile.core.identity.InvalidKeyException if that is too long
     */
    public CachedDataset dataset(DatasetKey key, Parameters parameters, TurnstileOptions own) {
        return new CachedDataset(new DatasetContext(context, parameters.name(key), parameters, own));
    }

    /** What this application has done here so far. Can be asked after closing, too. */
    public RootActivity activity() {
        return new RootActivity(
                context.locks().callsWithoutService(), context.generationsCollected(), context.bytesCollected());
    }

    /**
     * The datasets that are directly in a namespace, sorted. Costs two listings of each, a hundred in one request, and
     * opens no record, so damaged ones are among them as far as {@link CommitLog#listsHead} tells.
     */
    public List<DatasetKey> datasets(List<String> namespace) throws IOException {
        return listing.datasets(namespace);
    }

    /**
     * Who holds the lock of which dataset now, by the dataset's key.
     *
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public Map<String, Holder> holders() throws IOException {
        return context.locks().ask(DatasetLocks::holders);
    }

    /**
     * For which dataset the holder of another one's lock is waiting, if it is.
     *
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public Optional<String> awaitedByHolder(DatasetKey key) throws IOException {
        return context.locks().ask(asked -> asked.awaitedByHolder(key.toString()));
    }

    /**
     * Who waits for the holder of a dataset's lock, the longest first.
     *
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public List<Waiter> waiters(DatasetKey key) throws IOException {
        return context.locks().ask(asked -> asked.waiters(key.toString()));
    }

    /** The names of the namespaces that are directly in a namespace, sorted. */
    public List<String> namespaces(List<String> parent) throws IOException {
        return namespaces.in(parent);
    }

    /** Whether there is such a namespace. */
    public boolean hasNamespace(List<String> namespace) throws IOException {
        return namespaces.exists(namespace);
    }

    /**
     * Creates a namespace. There is no need to: one comes with its first dataset.
     *
     * @return whether it was created; false if it existed
     * @throws IllegalArgumentException if there is, or was, a dataset of that name
     */
    public boolean createNamespace(List<String> namespace) throws IOException {
        return namespaces.create(namespace);
    }

    /** Drops a namespace and those in it, but for those that hold datasets: whoever wants to, removes these first. */
    public void dropNamespace(List<String> namespace) throws IOException {
        namespaces.drop(namespace);
    }

    /** The datasets that are in a namespace, and in those in it, at any depth. */
    public List<DatasetKey> datasetsBelow(List<String> namespace) throws IOException {
        return namespaces.datasetsBelow(namespace);
    }

    /**
     * Deletes of every dataset in a namespace and below, removed ones too, what nobody can need any more, as {@link
     * CachedDataset#collect} does of one. What is being written or cannot be judged is told and left alone.
     *
     * @param own of which the retention counts, for all of them
     * @param each is told of each dataset as it comes, if anything of it goes, waits, or cannot be told
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public void collect(
            List<String> namespace,
            TurnstileOptions own,
            CollectionReport.Mode mode,
            BiConsumer<DatasetKey, CollectionReport> each)
            throws IOException {
        Optional<DatasetLocks> locks = context.locks().existing();
        if (locks.isPresent()) {
            new RootCollector(context, own, locks.get(), mode).collect(namespace, each);
        }
    }

    /**
     * Removes datasets of a namespace and below, what is least worth the bytes that it holds first; those that somebody reads
     * or computes stay. Files follow as after any removal.
     *
     * @param own whether reruns are allowed, without which nothing goes
     * @param mode whether to do it or only to say what would go
     * @param each is told of each dataset that goes, or would if it were not for somebody who uses it, as it comes
     * @return how many bytes stay, in generations that can be read
     * @throws io.turnstile.core.exception.RerunDeniedException if something would go, and reruns are not allowed
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public long evict(
            List<String> namespace,
            EvictionRule rule,
            TurnstileOptions own,
            CollectionReport.Mode mode,
            Consumer<Eviction.Outcome> each)
            throws IOException {
        context.locks().ask(DatasetLocks::epoch);
        Optional<DatasetLocks> locks = context.locks().existing();
        return locks.isEmpty()
                ? 0
                : new EvictDatasets(context, own, locks.get(), mode, each).evict(namespace, rule, use());
    }

    /** Every dataset of a namespace and below that has, or had, a log, and what lies about there without one. */
    public RootWalk walk(List<String> namespace) throws IOException {
        return RootWalk.through(context.path(), context.storage(), namespace);
    }

    /**
     * How its datasets were used, by all applications, as far as that was counted: what is written down in it, and what the
     * lock service has gathered since. What cannot be had is left out, which the log says.
     */
    public UseTotals use() {
        return context.use().totals();
    }

    /** The generations in it that can stand for queries that somebody is about to run. */
    public ReusableGenerations reusable() {
        return context.reusable();
    }

    /** What the steps on its datasets are handed. */
    RootContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
