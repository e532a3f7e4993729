package io.turnstile.core.context;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.use.UseLedger;
import io.turnstile.core.use.UseTotals;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorder of how an application uses a root's datasets: it counts in memory, the lock service gathers what all
 * applications have counted, and now and then one of them writes it down in the root, in the background. It fails no read
 * and no write, and asks nothing of the file system for one. What is lost of it is counts. Thread-safe.
 */
public final class UseRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(UseRecorder.class);

    /** Beyond so many generations nothing more is taken for saved, rather than the same twice. */
    private static final int MOST_KNOWN = 100_000;

    private final RootLocks locks;
    private final Application application;
    private final BackgroundTask background;
    private final UseLedger ledger;

    /** What this application has computed, or got before: having it once more saves nothing. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private volatile boolean counted;
    private volatile boolean mayNotWrite;

    UseRecorder(RootLocks locks, Application application, BackgroundTask background, UseLedger ledger) {
        this.locks = locks;
        this.application = application;
        this.background = background;
        this.ledger = ledger;
    }

    /** A generation was opened for reading. */
    public void read(DatasetKey dataset, Generation generation) {
        add(dataset, 1, 0, saved(dataset, generation));
    }

    /** A write has found a generation. */
    public void reused(DatasetKey dataset, Generation generation) {
        add(dataset, 0, 1, saved(dataset, generation));
    }

    /** This application has computed a generation itself. */
    public void computed(DatasetKey dataset, Generation generation) {
        isNew(dataset, generation);
    }

    /** What an application had once, it need not have computed again. */
    private Duration saved(DatasetKey dataset, Generation generation) {
        return isNew(dataset, generation) ? generation.computeTime() : Duration.ZERO;
    }

    private boolean isNew(DatasetKey dataset, Generation generation) {
        return known.size() < MOST_KNOWN && known.add(dataset + "/" + generation.name());
    }

    private void add(DatasetKey dataset, long reads, long reuses, Duration saved) {
        try {
            Optional<DatasetLocks> existing = locks.existing();
            if (existing.isPresent()) {
                UseCounters counters = existing.get().use();
                counters.add(new UseCount(dataset.toString(), application.user(), reads, reuses, saved, Instant.now()));
                counted = true;
                if (counters.isDue()) {
                    inBackground(counters);
                }
            }
        } catch (IOException | RuntimeException uncounted) {
            LOG.debug("A use of dataset {} is not counted", dataset, uncounted);
        }
    }

    private void inBackground(UseCounters counters) {
        if (!mayNotWrite) {
            background.begin("turnstile-use", () -> writeDown(counters));
        }
    }

    private void writeDown(UseCounters counters) {
        try {
            ledger.writeDown(counters);
        } catch (AccessControlException forOthers) {
            mayNotWrite = true;
            LOG.debug("Uses of datasets are written down by somebody else, who may", forOthers);
        } catch (IOException | RuntimeException later) {
            LOG.debug("Uses of datasets are not written down this time", later);
        }
    }

    /**
     * How the root's datasets were used, by all applications: what is written down, and what the lock service has gathered
     * since. What cannot be had of it is left out, which the log says.
     */
    public UseTotals totals() {
        List<GatheredUse> gathered = gathered();
        try {
            return ledger.totals(gathered);
        } catch (IOException unreadable) {
            LOG.warn("Uses of datasets that are written down in the root are left out: {}", unreadable.getMessage());
            return UseTotals.of(gathered);
        }
    }

    private List<GatheredUse> gathered() {
        try {
            Optional<DatasetLocks> existing = locks.existing();
            if (existing.isEmpty()) {
                return List.of();
            }
            UseCounters counters = existing.get().use();
            List<GatheredUse> gathered = counters.gathered();
            if (counters.isDue()) {
                inBackground(counters);
            }
            return gathered;
        } catch (IOException | LockServiceUnavailableException | LockServiceDeniedException unknown) {
            LOG.warn("Uses of datasets that are not written down yet are left out: {}", unknown.getMessage());
            return List.of();
        }
    }

    /** As the root is about to be closed: the lock service is told the rest, and what would end with us is written down. */
    void ends() {
        if (!counted) {
            return;
        }
        try {
            Optional<DatasetLocks> existing = locks.existing();
            if (existing.isPresent()) {
                UseCounters counters = existing.get().use();
                background.begin("turnstile-use", () -> endWith(counters));
            }
        } catch (IOException | RuntimeException lost) {
            LOG.debug("The last uses of datasets are not counted", lost);
        }
    }

    private void endWith(UseCounters counters) {
        try {
            counters.flush();
        } catch (RuntimeException lost) {
            LOG.debug("The last uses of datasets are not counted", lost);
        }
        if (!mayNotWrite && (counters.isDue() || !counters.outlivesApplication())) {
            writeDown(counters);
        }
    }
}
