package io.turnstile.target;

import io.turnstile.target.commit.CommitFailedException;
import io.turnstile.target.commit.CommitLog;
import io.turnstile.target.commit.CommitLog.Understood;
import io.turnstile.target.commit.CommitRecord;
import io.turnstile.target.commit.CommitUnknownException;
import io.turnstile.target.commit.DamagedException;
import io.turnstile.target.commit.Generation;
import io.turnstile.target.commit.Manifest;
import io.turnstile.target.commit.ManifestFile;
import io.turnstile.target.commit.Reason;
import io.turnstile.target.commit.Stamp;
import io.turnstile.target.lock.Attempt;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.lock.HeldLock;
import io.turnstile.target.lock.Holder;
import io.turnstile.target.lock.LockServiceUnavailableException;
import io.turnstile.target.lock.Reader;
import io.turnstile.target.storage.DatasetKey;
import io.turnstile.target.storage.GenerationName;
import io.turnstile.target.storage.Layout;
import io.turnstile.target.storage.Parameters;
import io.turnstile.target.storage.Storage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dataset, as its application writes, reads and removes it. Thread-safe.
 *
 * <p>A write holds the dataset's lock from before its exists-check until after it has published. A read passes the
 * momentary lock, which leaves a pin, and then needs no lock. What is published, and what a read returns, the commit
 * log decides; without a lock service the same calls give the same results, and work may be done twice.
 */
public final class DatasetTarget {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetTarget.class);

    private final DatasetRoot root;
    private final DatasetKey key;
    private final Parameters parameters;
    private final Layout layout;
    private final Storage storage;
    private final CommitLog log;
    private final RootLocks rootLocks;
    private final TargetOptions options;

    DatasetTarget(
            DatasetRoot root,
            DatasetKey key,
            Parameters parameters,
            Layout layout,
            Storage storage,
            CommitLog log,
            RootLocks rootLocks,
            TargetOptions options) {
        this.root = root;
        this.key = key;
        this.parameters = parameters;
        this.layout = layout;
        this.storage = storage;
        this.log = log;
        this.rootLocks = rootLocks;
        this.options = options;
    }

    /** Its name within its root. */
    public DatasetKey key() {
        return key;
    }

    /** What it is computed for, as far as its caller said; its key tells of them by their hash. */
    public Parameters parameters() {
        return parameters;
    }

    /** Whether it has a generation now. Takes no lock. */
    public boolean exists() throws IOException {
        return head().isPresent();
    }

    /** The generation that a read would get now. Takes no lock and leaves no pin. */
    public Optional<Generation> head() throws IOException {
        return log.head().head();
    }

    /**
     * The state of the dataset and who made it so, {@link CommitRecord#NONE} if nothing was ever published. Takes no lock.
     *
     * @throws DamagedException if the last record cannot be understood
     */
    public CommitRecord record() throws IOException {
        return log.head();
    }

    /**
     * What the commit log tells. Takes no lock, and reads as many files as it is asked for.
     *
     * @param last how many versions, the latest ones
     */
    public Versions versions(int last) throws IOException {
        CommitRecord state = log.lastUnderstood().state();
        List<CommitRecord> records = new ArrayList<>();
        SortedMap<Long, String> damaged = new TreeMap<>();
        for (long version = Math.max(1, state.version() - last + 1); version <= state.version(); version++) {
            try {
                records.add(log.read(version));
            } catch (DamagedException unreadable) {
                damaged.put(version, String.valueOf(unreadable.getMessage()));
            }
        }
        Set<GenerationName> directories = storage.list(layout.log()).stream()
                .map(entry -> GenerationName.parse(entry.name()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return new Versions(state, records, damaged, directories);
    }

    /** What a generation consists of. Takes no lock: meant for one that is the head or pinned. */
    public Manifest manifest(Generation generation) throws IOException {
        return ManifestFile.read(storage, layout, generation.name());
    }

    /** Who is computing it now, if anybody is. */
    public Optional<Holder> holder() throws IOException {
        return rootLocks.ask(locks -> locks.holder(key.toString()));
    }

    /** Who is reading it now. */
    public List<Reader> readers() throws IOException {
        return rootLocks.ask(locks -> locks.readers(key.toString()));
    }

    /**
     * Begins a write: waits for whoever is computing the dataset, and then takes the lock, or finds that there is nothing
     * to compute.
     *
     * @return the write, which the caller commits or closes; or, with {@link WriteMode#REUSE}, the generation that is
     *     there
     * @throws DatasetExistsException with {@link WriteMode#FAIL}, if the dataset exists
     * @throws RerunDeniedException with {@link WriteMode#REPLACE}, if it exists and reruns are not allowed
     * @throws DatasetLockedException if somebody else computes it for longer than the caller would wait
     * @throws ComputationFailedException if the caller waited for a computation that failed, and for another that took
     *     over and failed too; a rerun does not care for the failures of others
     * @throws SelfReadException if this thread is computing the dataset already
     * @throws CyclicComputationException if the holder waits for a dataset that this thread is computing
     * @throws InterruptedIOException if the thread is interrupted while it waits; nothing is held
     */
    public WriteStart beginWrite(WriteMode mode) throws IOException {
        return new WriteBeginning(this, mode).begin();
    }

    /** The lock, however long others hold it. @throws DatasetLockedException if they do for longer than we would wait */
    HeldLock acquire(DatasetLocks locks) throws IOException {
        Patience patience = new Patience(this, locks);
        Optional<HeldLock> acquired = Optional.empty();
        while (acquired.isEmpty()) {
            acquired = acquireOrWait(locks, patience);
        }
        return acquired.get();
    }

    /** The lock; or empty after some waiting for its holder. */
    Optional<HeldLock> acquireOrWait(DatasetLocks locks, Patience patience) throws IOException {
        Attempt attempt = locks.tryAcquire(key.toString());
        if (attempt instanceof Attempt.HeldBy held) {
            if (Computing.byThisThread(this)) {
                throw new SelfReadException(key);
            }
            patience.await(held.holder());
            return Optional.empty();
        }
        return Optional.of(((Attempt.Acquired) attempt).lock());
    }

    /**
     * Takes a snapshot for reading: pins the head, waiting for a first writer if there is one and nothing is committed.
     * While a rerun is under way the present generation is taken, or waited for, as the options say.
     *
     * @return the snapshot; the caller closes it when it has finished reading
     * @throws DatasetNotCachedException if there is nothing, and nobody who is computing it
     * @throws DatasetLockedException if somebody computes it for longer than the caller would wait
     * @throws LockServiceUnavailableException if the lock service goes away while the caller waits, and there is nothing
     * @throws InterruptedIOException if the thread is interrupted while it waits; nothing is pinned
     */
    public Snapshot snapshot() throws IOException {
        return new SnapshotReader(this, existingLocks()).read();
    }

    /**
     * Takes a snapshot of what the dataset was before. Waits for nobody.
     *
     * @return the snapshot; the caller closes it when it has finished reading
     * @throws GenerationGoneException if there was no dataset then, or its generation is retired
     * @throws DatasetNotCachedException if there never was one
     */
    public Snapshot snapshot(AsOf asOf) throws IOException {
        return new SnapshotReader(this, existingLocks()).read(asOf);
    }

    private DatasetLocks existingLocks() throws IOException {
        Optional<DatasetLocks> locks = rootLocks.existing();
        if (locks.isEmpty()) {
            throw notCached();
        }
        return locks.get();
    }

    /** What to throw where there is no such dataset: with similar names. */
    public DatasetNotCachedException notCached() throws IOException {
        return new DatasetNotCachedException(key, root.path().toString(), "." + root.hint(key));
    }

    /**
     * Removes the dataset: from now on there is none. Deletes no file; superseded generations are collected later.
     *
     * @return the generation that was the head; empty if there was none, and nothing was changed
     * @throws RerunDeniedException if it exists and reruns are not allowed
     * @throws DatasetLockedException if somebody computes it for longer than the caller would wait
     * @throws CommitUnknownException if it is unknown whether it was removed
     */
    public Optional<Generation> remove() throws IOException {
        if (!options.rerunAllowed()) {
            requireRerunAllowed("drop");
        }
        if (isGone(log.lastUnderstood())) {
            return Optional.empty();
        }
        AtomicReference<@Nullable Generation> removed = new AtomicReference<>();
        new HeadChange(this, rootLocks.forWriting()).make(now -> {
            Understood base = log.lastUnderstood();
            removed.set(base.state().head().orElse(null));
            if (isGone(base)) {
                return Optional.empty();
            }
            base.state().head().ifPresent(head -> warnOfHazards("Removing", head));
            return Optional.of(repaired(base, now).remove(Reason.REMOVE, now, author()));
        });
        return Optional.ofNullable(removed.get());
    }

    /**
     * Makes the generation that was the head at an earlier version the head again. Repairs a dataset whose head record is
     * damaged.
     *
     * @param version a version whose record can be read
     * @return the record that made it so; the present one, if it is the head already
     * @throws RerunDeniedException if reruns are not allowed
     * @throws GenerationGoneException if there was no head at that version, or its generation is retired
     * @throws DatasetNotCachedException if there never was such a dataset
     */
    public CommitRecord rollback(long version) throws IOException {
        History history = new History(this);
        AsOf asOf = new AsOf.Version(version);
        GenerationName name = history.find(asOf);
        CommitRecord present = log.lastUnderstood().state();
        Generation earlier = history.readable(asOf, name, present);
        requireRerunAllowed("roll back", present.head().orElse(earlier));
        AtomicReference<CommitRecord> there = new AtomicReference<>(present);
        Optional<CommitRecord> made = new HeadChange(this, rootLocks.forWriting()).make(now -> {
            Understood base = log.lastUnderstood();
            there.set(base.state());
            Generation again = history.readable(asOf, name, base.state());
            if (again.name().equals(base.state().headName()) && base.damaged().isEmpty()) {
                return Optional.empty();
            }
            base.state().head().ifPresent(head -> warnOfHazards("Rolling back", head));
            manifest(again);
            return Optional.of(repaired(base, now).rollback(again.name(), now, author()));
        });
        return made.orElseGet(there::get);
    }

    private static boolean isGone(Understood base) {
        return base.state().headName() == null && base.damaged().isEmpty();
    }

    /**
     * The state to go on from. Of the generations whose writers aimed at damaged versions, one may have been published, and
     * may be being read.
     */
    private CommitRecord repaired(Understood base, @Nullable Stamp now) throws IOException {
        if (base.damaged().isEmpty()) {
            return base.state();
        }
        Set<GenerationName> unknown = storage.list(layout.log()).stream()
                .map(entry -> GenerationName.parse(entry.name()))
                .flatMap(Optional::stream)
                .filter(name -> base.damaged().contains(name.target()))
                .collect(Collectors.toSet());
        return base.state().keeping(unknown, now, root.application());
    }

    /**
     * Takes the held lock from whoever has it: a fence first, so that a commit by the old holder cannot follow, then the
     * lock. For a holder that lives but will not end.
     *
     * @param reason for the record, where others will look for it
     * @return who held the lock; empty if nobody did, and then nothing was changed
     * @throws LockServiceUnavailableException if the lock service does not answer; there may be a fence then
     */
    public Optional<Holder> unlock(String reason) throws IOException {
        if (holder().isEmpty()) {
            return Optional.empty();
        }
        boolean fenced = false;
        while (!fenced) {
            try {
                log.append(log.head().fence(author().with(reason)));
                fenced = true;
            } catch (CommitFailedException lost) {
                if (lost.winner().isEmpty()) {
                    throw lost;
                }
            }
        }
        Optional<Holder> dropped = existingLocks().drop(key.toString());
        dropped.ifPresent(holder -> LOG.warn("Took the lock of dataset {} from {}: {}", key, holder, reason));
        return dropped;
    }

    /**
     * Compares the head's files with its manifest, names and lengths, and looks for files of others in the dataset's own
     * directory.
     *
     * @return what is wrong; empty if there is no head, and no file of others in its place
     */
    public Optional<Verification> verify() throws IOException {
        return new Verifier(this).verify();
    }

    /**
     * Removes the dataset because a generation is damaged, if that is still the head: the next write computes it. Needs no
     * leave, since nothing is lost that could be read.
     */
    public void quarantine(GenerationName damaged) throws IOException {
        new HeadChange(this, rootLocks.forWriting()).make(now -> {
            CommitRecord base = log.head();
            if (!damaged.equals(base.headName())) {
                return Optional.empty();
            }
            LOG.warn("Dataset {} is damaged ({}) and will be computed again", key, damaged);
            return Optional.of(base.remove(Reason.QUARANTINE, now, author()));
        });
    }

    /**
     * Deletes what nobody can need any more, and retires what has been superseded for long enough.
     *
     * @param mode whether to do it or only to say what would be done
     * @return what was or would be done; nothing, with the reason, if it is not certain that nobody is reading. Where
     *     files would be deleted and Redis may have hung unnoticed, this first looks for a third of the lease and two
     *     seconds whether a live reader registers again
     * @throws LockServiceUnavailableException if the lock service does not answer; nothing was deleted
     */
    public Collection collect(Collection.Mode mode) throws IOException {
        Optional<DatasetLocks> locks = rootLocks.existing();
        if (locks.isEmpty()) {
            return Collection.none("nothing has been written to " + root.path());
        }
        return Collector.byCommand(this, locks.get(), rootLocks, mode);
    }

    /** After a publish or a removal, while the lock is held anyway. What goes wrong here is no failure of the caller's. */
    void collectQuietly(HeldLock lock, DatasetLocks locks) {
        try {
            Collector.afterChange(this, locks, rootLocks, lock);
        } catch (IOException | RuntimeException later) {
            LOG.debug("Nothing collected of dataset {} this time", key, later);
        }
    }

    /**
     * The gate: a dataset that exists may be replaced or removed only if reruns are allowed. Writes and removals ask by
     * themselves; this is for who would rather know before.
     *
     * @param action what is to be done, for the message: {@code replace} or {@code drop}
     * @throws RerunDeniedException if it exists and reruns are not allowed
     */
    public void requireRerunAllowed(String action) throws IOException {
        Optional<Generation> head = head();
        if (head.isPresent()) {
            requireRerunAllowed(action, head.get());
        }
    }

    void requireRerunAllowed(String action, Generation head) throws IOException {
        if (!options.rerunAllowed()) {
            throw new RerunDeniedException(action, key, head, otherReadersAsFarAsKnown());
        }
    }

    private List<Reader> otherReadersAsFarAsKnown() throws IOException {
        try {
            return readers().stream()
                    .filter(reader -> !reader.application().equals(root.application()))
                    .toList();
        } catch (LockServiceUnavailableException unknown) {
            return List.of();
        }
    }

    void warnOfHazards(String action, Generation head) {
        LOG.warn(
                "{} dataset {} ({}). A reader that starts later may find nothing or other rows; one that is reading now is"
                        + " waited for if the lock service knows of it, else it may lose its files after the retention"
                        + " ({})",
                action,
                key,
                head.name(),
                Durations.shown(options.retention()));
    }

    /**
     * The hash in the key is short. A generation that says what it was computed for is not taken for another's.
     *
     * @throws ParametersDifferException if that is not what this caller asks for
     */
    void requireSameParameters(Generation head) {
        if (!parameters.isEmpty()
                && !head.parameters().isEmpty()
                && !head.parameters().equals(parameters)) {
            throw new ParametersDifferException(key, parameters, head);
        }
    }

    CommitRecord.Author author() {
        return new CommitRecord.Author(root.application());
    }

    GenerationName newGeneration(CommitRecord base) {
        return GenerationName.forTarget(base.version() + 1);
    }

    DatasetRoot root() {
        return root;
    }

    RootLocks rootLocks() {
        return rootLocks;
    }

    Layout layout() {
        return layout;
    }

    Storage storage() {
        return storage;
    }

    CommitLog log() {
        return log;
    }

    /** How it is coordinated. */
    public TargetOptions options() {
        return options;
    }
}
