package io.turnstile.core.collect;

import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.FailedComputation;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Stamp;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.LockServiceBinding;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Epoch;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.progress.Outcomes;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;

/**
 * The garbage collector of one dataset's generations. One round, under the dataset's held lock:
 *
 * <ol>
 *   <li>A dataset that nobody has named is removed by a record if what it was computed from has moved on.
 *   <li>A generation that has been superseded for the retention is retired by a record: from then on no reader that looks
 *       at the log will take it.
 *   <li>A generation that has been retired for the retention and a lease is deleted, if no pin is on it or unresolved. A
 *       lease is what every reader needs to register its pin again, should the lock service have forgotten it. Nor is anything
 *       deleted as long as the lock service may have hung a moment ago, when pins ran out that live readers renew.
 *   <li>A generation that was never published and whose target version exists is deleted: its writer is shut out.
 * </ol>
 *
 * <p>Both times are the lock service's own and count only within one epoch: after any break they start again. A crash at
 * any point leaves files that the next round deletes; what is deleted has been beyond reach since an earlier record.
 */
public final class Collector {
    private final DatasetContext context;
    private final DatasetLocks locks;
    private final CollectionReport.Mode mode;
    private final List<Action> actions = new ArrayList<>();
    private final RetireSuperseded retiring;
    private final RemoveUnnamed removing;
    private boolean pinsUnknown;
    private long generationsDeleted;
    private long bytesDeleted;

    private Collector(DatasetContext context, DatasetLocks locks, CollectionReport.Mode mode) {
        this.context = context;
        this.locks = locks;
        this.mode = mode;
        this.retiring = new RetireSuperseded(context, actions);
        this.removing = new RemoveUnnamed(context, locks, mode, actions);
    }

    /** The occasion of a round. */
    private enum Occasion {
        /** Of the dataset itself: what was just published is not judged. */
        CHANGE,
        /** Nobody has asked for it. */
        DUE,
        /**
         * Takes the time to shut out, by a record, writers that died before there was a later version, and to say how much they
         * have left.
         */
        COMMAND
    }

    /** A round that somebody asks for. It leaves alone what is being written, and takes its time to be certain of pins. */
    public static CollectionReport byCommand(DatasetContext context, CollectionReport.Mode mode) throws IOException {
        Optional<DatasetLocks> locks = context.rootLocks().existing();
        return locks.isEmpty()
                ? CollectionReport.none(
                        "nothing has been written to " + context.root().path())
                : byCommand(context, locks.get(), mode);
    }

    /** The same with the locks of the root. */
    static CollectionReport byCommand(DatasetContext context, DatasetLocks locks, CollectionReport.Mode mode)
            throws IOException {
        Collector first = new Collector(context, locks, mode);
        CollectionReport collected = first.collectIfFree(Occasion.COMMAND);
        if (mode == CollectionReport.Mode.DRY_RUN || !first.pinsUnknown) {
            return collected;
        }
        // Not under the lock, which somebody may need.
        observe(locks);
        return new Collector(context, locks, mode).collectIfFree(Occasion.COMMAND);
    }

    /** A round after a publish or a removal, under the lock that these hold. */
    static CollectionReport underLock(DatasetContext context, DatasetLocks locks, HeldLock lock) throws IOException {
        return new Collector(context, locks, CollectionReport.Mode.DELETE).collect(lock, Occasion.CHANGE);
    }

    /** A round of a dataset that nobody has asked for. It leaves alone what is being written, and waits for nothing. */
    static CollectionReport ifFree(DatasetContext context, DatasetLocks locks) throws IOException {
        return new Collector(context, locks, CollectionReport.Mode.DELETE).collectIfFree(Occasion.DUE);
    }

    /** Until every live reader has surely registered its pins; not for ever, should this JVM itself be halted at times. */
    private static void observe(DatasetLocks locks) throws InterruptedIOException {
        long until = System.nanoTime()
                + locks.pinLease().multipliedBy(2).plusSeconds(2).toNanos();
        try {
            for (Duration left = locks.untilPinsAreKnown();
                    !left.isZero() && System.nanoTime() < until;
                    left = locks.untilPinsAreKnown()) {
                // Others of this JVM may have a shorter lease, and the connection to Redis is theirs, too.
                Thread.sleep(Math.min(left.toMillis() + 1, 200));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while collecting; nothing is half-deleted");
        }
    }

    private CollectionReport collectIfFree(Occasion occasion) throws IOException {
        Attempt attempt = locks.tryAcquire(context.key().toString());
        if (attempt instanceof Attempt.Acquired acquired) {
            try (HeldLock lock = acquired.lock()) {
                return collect(lock, occasion);
            } catch (CommitFailedException lost) {
                // The lock service has forgotten whose the lock is. Nothing was deleted, as records come before that.
                return CollectionReport.none("somebody else has changed it meanwhile: " + lost.getMessage());
            }
        }
        return CollectionReport.none("it is being written by " + ((Attempt.HeldBy) attempt).holder());
    }

    private CollectionReport collect(HeldLock lock, Occasion occasion) throws IOException {
        if (lock.state() != HeldLock.State.HELD) {
            return CollectionReport.none("the lock service " + locks.service() + " does not answer");
        }
        LockServiceBinding known = context.rootLocks().binding();
        if (!(mode == CollectionReport.Mode.DELETE ? known.makeKnown(locks) : known.belongsTogether(locks))) {
            return CollectionReport.none("the lock service " + locks.service()
                    + " is not the one that the root is used with, " + known.own()
                    + ", so it does not know of every reader");
        }
        List<Entry> entries = context.storage().list(context.layout().log());
        CommitRecord record = context.log().head();
        Epoch epoch = locks.epoch();
        if (occasion == Occasion.COMMAND && hasOrphanAbove(record, entries)) {
            record = append(record.fence(context.author()));
        }
        Stamp now = new Stamp(epoch.id(), epoch.now());
        Optional<CommitRecord> removed = occasion == Occasion.CHANGE ? Optional.empty() : removing.next(record, now);
        if (removed.isPresent()) {
            record = append(removed.get());
        }
        Optional<CommitRecord> retired = retiring.next(record, entries, now);
        if (retired.isPresent()) {
            record = append(retired.get());
        }
        deleteRetired(record, entries, epoch);
        deleteUnpublished(record, entries, occasion);
        if (generationsDeleted > 0) {
            Outcomes.collected(context.key(), generationsDeleted, bytesDeleted);
        }
        return new CollectionReport(actions, Optional.empty());
    }

    private static boolean hasOrphanAbove(CommitRecord record, List<Entry> entries) {
        return entries.stream()
                .map(entry -> GenerationName.parse(entry.name()))
                .flatMap(Optional::stream)
                .anyMatch(name -> name.target() > record.version());
    }

    /** In a dry run the record is only imagined, so that what follows from it can be said. */
    private CommitRecord append(CommitRecord next) throws IOException {
        if (mode == CollectionReport.Mode.DELETE) {
            context.log().append(next);
        }
        return next;
    }

    private void deleteRetired(CommitRecord record, List<Entry> entries, Epoch epoch) throws IOException {
        Stamp now = new Stamp(epoch.id(), epoch.now());
        Duration needed = context.options().retention().plus(locks.pinLease());
        List<Generation> due = new ArrayList<>();
        for (Generation generation : record.generations()) {
            String name = generation.name().toString();
            if (!generation.retired()
                    || entries.stream().noneMatch(entry -> entry.name().equals(name))) {
                continue;
            }
            if (RetireSuperseded.isAged(generation, now, needed)) {
                due.add(generation);
            } else {
                actions.add(RetireSuperseded.kept(
                        generation,
                        "retired for less than the retention and a lease",
                        RetireSuperseded.left(generation, now, needed)));
            }
        }
        if (due.isEmpty()) {
            return;
        }
        // Once for all: whoever pins from now on finds in the log that they are retired.
        boolean knownBefore = locks.untilPinsAreKnown().isZero();
        List<Reader> readers = locks.readers(context.key().toString());
        // Again, as the lock service may have hung meanwhile; and pins vanish with an epoch.
        pinsUnknown = !knownBefore || !locks.untilPinsAreKnown().isZero();
        boolean forgotten = !locks.epoch().id().equals(epoch.id());
        for (Generation generation : due) {
            String name = generation.name().toString();
            if (pinsUnknown) {
                actions.add(RetireSuperseded.kept(
                        generation,
                        "the lock service may have been away a moment ago, so that not every reader has told"
                                + " it yet what it reads",
                        locks.pinLease()));
            } else if (readers.stream().anyMatch(reader -> mayRead(reader, name))) {
                actions.add(
                        RetireSuperseded.kept(generation, "somebody is reading it, or about to read something", null));
            } else if (forgotten) {
                actions.add(RetireSuperseded.kept(generation, "the lock service has just forgotten its pins", null));
            } else {
                leaveIndex(generation);
                delete(
                        name,
                        "retired, and nobody is reading it",
                        generation.size().bytes());
                count(generation.size().bytes());
            }
        }
    }

    /** A crash after this leaves files that nobody looks for, and the next round deletes. */
    private void leaveIndex(Generation generation) {
        if (mode == CollectionReport.Mode.DELETE && !generation.originHash().isEmpty()) {
            context.root().plans().collects(context.key(), generation.name(), context.layout());
        }
    }

    private static boolean mayRead(Reader reader, String generation) {
        return reader.generation().isEmpty() || reader.generation().get().equals(generation);
    }

    private void deleteUnpublished(CommitRecord record, List<Entry> entries, Occasion occasion) throws IOException {
        for (Entry entry : entries) {
            Optional<GenerationName> generation = GenerationName.parse(entry.name());
            OptionalLong temporary = Layout.temporaryVersion(entry.name());
            if (generation.isPresent()
                    && generation.get().target() <= record.version()
                    && !record.names(generation.get())) {
                long bytes = occasion == Occasion.COMMAND ? size(entry) : 0;
                delete(entry.name(), "never published, and it cannot be any more", bytes);
                count(0);
            } else if (temporary.isPresent() && temporary.getAsLong() <= record.version()) {
                delete(entry.name(), "a record that was never created", entry.length());
            } else if (isPastFailure(entry.name(), record)) {
                delete(entry.name(), "a failure, and something was published since", entry.length());
            }
        }
    }

    /** Or a part of one, whose writer died. */
    private boolean isPastFailure(String name, CommitRecord record) throws IOException {
        return name.equals(Layout.FAILURE)
                ? FailedComputation.since(record, context.storage(), context.layout())
                        .isEmpty()
                : name.startsWith(Layout.FAILURE);
    }

    /** No record tells, so that all its directories are listed. */
    private long size(Entry generation) throws IOException {
        Path directory = new Path(context.layout().log(), generation.name());
        return context.storage().filesBelow(directory, nothing -> false).values().stream()
                .mapToLong(Entry::length)
                .sum();
    }

    private void count(long bytes) {
        if (mode == CollectionReport.Mode.DELETE) {
            context.root().collected(bytes);
            generationsDeleted++;
            bytesDeleted += bytes;
        }
    }

    private void delete(String name, String why, long bytes) throws IOException {
        if (mode == CollectionReport.Mode.DELETE) {
            context.storage().delete(new Path(context.layout().log(), name));
        }
        actions.add(new Action(name, Step.DELETE, why, bytes, null));
    }
}
