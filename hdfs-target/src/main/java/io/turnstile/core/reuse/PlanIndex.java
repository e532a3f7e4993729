package io.turnstile.core.reuse;

import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a root's generations by their signatures: one empty file for each. A look costs one request, and a listing where
 * the directory has changed since the last one; where there are many, it may be a moment out of date. Of those who look at the
 * same time one asks for all, and who needs to know nothing newer is told what was seen a moment ago. Thread-safe.
 */
public final class PlanIndex {
    private static final Logger LOG = LoggerFactory.getLogger(PlanIndex.class);

    /** Two changes so close to one another may leave the directory with one time. */
    private static final Duration ONE_TIME = Duration.ofSeconds(3);

    /** Clocks differ by less; Kerberos would refuse. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    /** The listing of more than that is not repeated with every change: what it lacks for a moment costs a computation at most. */
    private static final int MANY = 1000;

    /** So many times as long as it took it is then good for. */
    private static final int REST = 10;

    /** So many times as long as a look took it is good for, so that who looks again and again waits for a hundredth of the time. */
    private static final int RECENT = 100;

    /** And not for longer, however slow the file system is. */
    private static final Duration LONGEST_RECENT = Duration.ofSeconds(1);

    /** A NameNode that takes over with a slower clock moves the directory's time only once it has caught up. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Storage storage;
    private final Path directory;
    private final LongSupplier nanos;
    private @Nullable Listing last;

    /** Until when it is recent, if no more of ours have been entered. */
    private long recentUntil;

    private long enteredBefore;
    private final AtomicLong entered = new AtomicLong();

    /** That of a root; looks nothing up. */
    public PlanIndex(Storage storage, Path root) {
        this(storage, root, System::nanoTime);
    }

    PlanIndex(Storage storage, Path root, LongSupplier nanos) {
        this.storage = storage;
        this.directory = Layout.plans(root);
        this.nanos = nanos;
    }

    /**
     * What a look has found.
     *
     * @param modified the directory's time
     * @param seen when that was seen first, here and by nanoseconds like the other two
     * @param listed when its names were listed
     * @param took how long that took
     * @param looked when the look at its time began
     */
    private record Listing(PlanNames names, long modified, long seen, long listed, long took, long looked) {
        /** Whether nothing has changed since, if the directory's time at a moment is this. */
        boolean holds(long time, long now) {
            return modified == time && isComplete() && now - listed < LONGEST.toNanos();
        }

        /** Whether a change that left the directory with this time must have come before. */
        private boolean isComplete() {
            return listed - seen >= ONE_TIME.toNanos()
                    || System.currentTimeMillis() - modified > CLOCKS_DIFFER.toMillis();
        }

        /** Whether it is too early to list again, whatever has changed: else a busy root would be listed for every query. */
        boolean rests(long now) {
            return names.size() > MANY && now - listed < REST * took;
        }

        Listing at(long look) {
            return new Listing(names, modified, seen, listed, took, look);
        }
    }

    /** Makes an entry. */
    void enter(PlanEntry entry) throws IOException {
        try {
            storage.create(new Path(directory, entry.name())).close();
        } catch (FileAlreadyExistsException before) {
            LOG.debug("{} is there", entry, before);
        }
        entered.incrementAndGet();
    }

    /** Deletes an entry, if it is there. */
    void remove(PlanEntry entry) throws IOException {
        storage.delete(new Path(directory, entry.name()));
    }

    /**
     * Enters a generation that has just been published, if it is known well enough what it was computed from. Does not fail:
     * who looks for it then computes it again, and so it is after a crash right before this.
     */
    public void published(DatasetKey dataset, GenerationName generation, Origin origin) {
        Signature signature = origin.signature();
        if (signature == null || origin.hash().isEmpty()) {
            return;
        }
        PlanEntry entry = PlanEntry.of(signature, generation, dataset);
        if (!entry.isNameable()) {
            LOG.debug("The key of dataset {} is too long for the index of plans", dataset);
            return;
        }
        try {
            enter(entry);
        } catch (IOException | RuntimeException lost) {
            LOG.info("Dataset {} is not found by other queries that compute the same: {}", dataset, lost.getMessage());
            LOG.debug("Not entered: {}", entry, lost);
        }
    }

    /** Takes back the entry of a generation whose files are about to be deleted. Does not fail: it is then one too many. */
    public void collects(DatasetKey dataset, GenerationName generation, Layout layout) {
        try {
            Signature signature =
                    ManifestFile.origin(storage, layout, generation).signature();
            if (signature != null) {
                remove(PlanEntry.of(signature, generation, dataset));
            }
        } catch (IOException | RuntimeException left) {
            LOG.debug("The entry of generation {} of dataset {} may be left", generation, dataset, left);
        }
    }

    /** All that was entered before this call, or nothing where nothing ever was. */
    PlanNames look() throws IOException {
        long came = nanos.getAsLong();
        synchronized (this) {
            if (last != null && last.looked() - came > 0) {
                return last.names();
            }
            long looks = nanos.getAsLong();
            enteredBefore = entered.get();
            last = look(last, looks);
            long ended = nanos.getAsLong();
            recentUntil = ended + Math.min(RECENT * (ended - looks), LONGEST_RECENT.toNanos());
            return last.names();
        }
    }

    /**
     * What was entered through this before this call, and of others what they entered before a moment ago: mostly no request.
     */
    PlanNames recent() throws IOException {
        synchronized (this) {
            if (last != null && enteredBefore == entered.get() && nanos.getAsLong() - recentUntil < 0) {
                return last.names();
            }
        }
        return look();
    }

    private Listing look(@Nullable Listing before, long looks) throws IOException {
        long modified;
        try {
            modified = storage.status(directory).modified();
        } catch (FileNotFoundException none) {
            return new Listing(PlanNames.NONE, Long.MAX_VALUE, looks, looks, 0, looks);
        }
        long now = nanos.getAsLong();
        if (before != null && (before.rests(now) || before.holds(modified, now))) {
            return before.at(looks);
        }
        long seen = before != null && before.modified() == modified ? before.seen() : now;
        PlanNames names = PlanNames.of(storage.entries(directory));
        return new Listing(names, modified, seen, now, nanos.getAsLong() - now, looks);
    }
}
