package io.turnstile.core;

import io.turnstile.core.admission.RerunGate;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.collect.Collector;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.FailedComputation;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.ComputationFailedException;
import io.turnstile.core.exception.CyclicComputationException;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.GenerationGoneException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.history.History;
import io.turnstile.core.history.Versions;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.origin.FreshnessCheck;
import io.turnstile.core.origin.TableVersions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.read.TakeSnapshot;
import io.turnstile.core.read.Verification;
import io.turnstile.core.read.Verifier;
import io.turnstile.core.remove.ForceUnlock;
import io.turnstile.core.remove.RemoveDataset;
import io.turnstile.core.remove.RollBack;
import io.turnstile.core.write.BeginWrite;
import io.turnstile.core.write.ReuseCheck;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The handle of one dataset, by which its application writes, reads and removes it. Thread-safe.
 *
 * <p>A write holds the dataset's lock from before its exists-check until after it has published. A read passes the
 * momentary lock, which leaves a pin, and then needs no lock. What is published, and what a read returns, the commit
 * log decides; without a lock service the same calls give the same results, and work may be done twice.
 */
public final class CachedDataset {
    private final DatasetContext context;

    CachedDataset(DatasetContext context) {
        this.context = context;
    }

    /** Its name within its root. */
    public DatasetKey key() {
        return context.key();
    }

    /** What it is computed for, as far as its caller said; its key tells of them by their hash. */
    public Parameters parameters() {
        return context.parameters();
    }

    /** Whether it has a generation now. Takes no lock. */
    public boolean exists() throws IOException {
        return head().isPresent();
    }

    /** The generation that a read would get now. Takes no lock and leaves no pin. */
    public Optional<Generation> head() throws IOException {
        return context.head();
    }

    /** Whether a generation is older than its ttl, so that a write does not reuse it. By the clock here. */
    public boolean isExpired(Generation generation) {
        return context.isExpired(generation);
    }

    /**
     * The state of the dataset and who made it so, {@link CommitRecord#NONE} if nothing was ever published. Takes no lock.
     *
     * @throws DamagedException if the last record cannot be understood
     */
    public CommitRecord record() throws IOException {
        return context.log().head();
    }

    /**
     * What the commit log tells. Takes no lock, and reads as many files as it is asked for.
     *
     * @param last how many versions, the latest ones
     */
    public Versions versions(int last) throws IOException {
        return new History(context).latest(last);
    }

    /** Its last computation that failed, if nothing was published since. Takes no lock. */
    public Optional<FailedComputation> lastFailure() throws IOException {
        CommitRecord state = context.log().lastUnderstood().state();
        return FailedComputation.since(state, context.storage(), context.layout());
    }

    /** What a generation consists of. Takes no lock: meant for one that is the head or pinned. */
    public Manifest manifest(Generation generation) throws IOException {
        return context.manifest(generation);
    }

    /** Who is computing it now, if anybody is. */
    public Optional<Holder> holder() throws IOException {
        return context.holder();
    }

    /** Who is reading it now. */
    public List<Reader> readers() throws IOException {
        return context.readers();
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
        return beginWrite(mode, ReuseCheck.NONE);
    }

    /**
     * The same for a writer who can say more of what is there than how old it is.
     *
     * @param check asked before a generation is reused that is there; what it throws is thrown, and nothing is held
     */
    public WriteStart beginWrite(WriteMode mode, ReuseCheck check) throws IOException {
        return new BeginWrite(context, mode, check).begin();
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
        return counted(glance());
    }

    /** Takes a snapshot in the same way, for who wants to know what there is rather than to read it: that counts as no use. */
    public Snapshot glance() throws IOException {
        return new TakeSnapshot(context, context.existingLocks()).read();
    }

    private Snapshot counted(Snapshot snapshot) {
        context.root().use().read(context.key(), snapshot.generation());
        return snapshot;
    }

    /** Counts as a reuse that the caller has found the head, and computes nothing because of it; other writes do by themselves. */
    public void reused(Generation head) {
        context.root().use().reused(context.key(), head);
    }

    /**
     * Takes a snapshot of what the dataset was before. Waits for nobody.
     *
     * @return the snapshot; the caller closes it when it has finished reading
     * @throws GenerationGoneException if there was no dataset then, or its generation is retired
     * @throws DatasetNotCachedException if there never was one
     */
    public Snapshot snapshot(AsOf asOf) throws IOException {
        return counted(new TakeSnapshot(context, context.existingLocks()).read(asOf));
    }

    /** What to throw where there is no such dataset: with similar names. */
    public DatasetNotCachedException notCached() throws IOException {
        return context.notCached();
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
        return new RemoveDataset(context).remove();
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
        return new RollBack(context).to(version);
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
        return new ForceUnlock(context).because(reason);
    }

    /**
     * Compares the head's files with its manifest, names and lengths, and looks for files of others in the dataset's own
     * directory.
     *
     * @return what is wrong; empty if there is no head, and no file of others in its place
     */
    public Optional<Verification> verify() throws IOException {
        return new Verifier(context).verify();
    }

    /**
     * Removes the dataset if it is damaged: a file of its head is missing or of another length, or its manifest or its last
     * record cannot be read. The next write computes it. Needs no leave, since nothing is lost that could be read. Costs
     * what {@link #verify} does.
     */
    public void quarantineIfDamaged() throws IOException {
        Verification found = verify().orElse(null);
        if (found != null && found.recordDamaged()) {
            new RemoveDataset(context).quarantineRecord();
        } else if (found != null && !found.readable() && found.generation() != null) {
            new RemoveDataset(context).quarantine(found.generation());
        }
    }

    /**
     * Deletes what nobody can need any more, and retires what has been superseded for long enough.
     *
     * @param mode whether to do it or only to say what would be done
     * @return what was or would be done; nothing, with the reason, if it is not certain that nobody is reading, or if
     *     somebody else changes the dataset meanwhile. Where files would be deleted and Redis may have hung unnoticed, this
     *     first looks for a third of the lease and two seconds whether a live reader registers again
     * @throws LockServiceUnavailableException if the lock service does not answer; nothing was deleted
     */
    public CollectionReport collect(CollectionReport.Mode mode) throws IOException {
        return Collector.byCommand(context, mode);
    }

    /** The gate of removals, for who would rather know before. @throws RerunDeniedException if it is closed */
    public void requireRemovable() throws IOException {
        new RerunGate(context).require("drop");
    }

    /** The same of replacements; whether a condition is fulfilled under which they are allowed, the write finds out. */
    public void requireReplaceable() throws IOException {
        new RerunGate(context).requireReplace();
    }

    /** A look at what its generations were computed from, and whether that has changed. */
    public FreshnessCheck freshness(TableVersions tables) {
        return new FreshnessCheck(context, tables);
    }

    /** How it is coordinated. */
    public TurnstileOptions options() {
        return context.options();
    }

    /** What its steps are handed. */
    DatasetContext context() {
        return context;
    }
}
