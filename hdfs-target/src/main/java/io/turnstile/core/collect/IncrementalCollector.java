package io.turnstile.core.collect;

import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.collect.DueIndex.Due;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.option.TurnstileOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Incremental garbage collection, which rides along with changes: each publish and removal has a round of {@link Collector}
 * for its own dataset, under the lock that it holds, and for a few others that are due, in the background and only if
 * nobody has their lock. So a root that is used cleans itself up. What goes wrong here is no failure of the change.
 *
 * <p>Of the file system it asks one listing more than its own round, and the creation of an entry if something is left.
 * A crash leaves what one in a round leaves; of the index at most an entry too many, or one too few.
 */
public final class IncrementalCollector {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalCollector.class);
    private static final int OTHERS = 2;

    private final RootContext root;
    private final TurnstileOptions options;
    private final DatasetLocks locks;
    private final DueIndex index;

    private IncrementalCollector(DatasetContext context, DatasetLocks locks) {
        this.root = context.root();
        this.options = context.options();
        this.locks = locks;
        this.index = new DueIndex(root.storage(), root.path());
    }

    /**
     * The rounds after a change.
     *
     * @param lock the changed dataset's, which its author still holds
     */
    public static void afterChange(DatasetContext context, DatasetLocks locks, HeldLock lock) {
        try {
            new IncrementalCollector(context, locks).collect(context, lock);
        } catch (IOException | RuntimeException later) {
            LOG.debug("Nothing collected after a change of dataset {} this time", context.key(), later);
        }
    }

    /**
     * The same after a publish; which may have superseded datasets that nobody has named. They are due when the retention is over.
     *
     * @param origin of what was published
     */
    public static void afterPublish(DatasetContext context, DatasetLocks locks, HeldLock lock, Origin origin) {
        afterChange(context, locks, lock);
        try {
            IncrementalCollector collector = new IncrementalCollector(context, locks);
            Duration retention = context.options().retention();
            for (DatasetKey earlier : UnnamedSiblings.supersededBy(context, origin)) {
                collector.index.enter(earlier, retention, retention, locks.pinLease());
            }
        } catch (IOException | RuntimeException later) {
            LOG.debug("Nobody looks at what dataset {} has superseded", context.key(), later);
        }
    }

    private void collect(DatasetContext changed, HeldLock lock) throws IOException {
        reenter(changed, Collector.underLock(changed, locks, lock));
        List<Due> others = new ArrayList<>();
        for (Due due : index.due()) {
            if (due.dataset().equals(changed.key())) {
                index.remove(due);
            } else if (others.size() < OTHERS) {
                others.add(due);
            }
        }
        if (!others.isEmpty()) {
            root.inBackground("turnstile-collector", () -> others.forEach(this::look));
        }
    }

    private void look(Due due) {
        try {
            DatasetContext other = new DatasetContext(root, due.dataset(), Parameters.NONE, keeping(due.retention()));
            try {
                reenter(other, Collector.ifFree(other, locks));
            } catch (DamagedException damaged) {
                // Whoever repairs it by a change enters it again.
                LOG.debug("Nothing collected of dataset {}", due.dataset(), damaged);
            } catch (IOException unknown) {
                LOG.debug("Nothing collected of dataset {} this time", due.dataset(), unknown);
                enter(other, again(other));
            }
            index.remove(due);
        } catch (IOException | RuntimeException later) {
            LOG.debug("Dataset {} stays due", due.dataset(), later);
        }
    }

    /** Nobody's generations are kept for a shorter time because somebody else is in a hurry. */
    private TurnstileOptions keeping(Duration retention) {
        return retention.compareTo(options.retention()) <= 0
                ? options
                : options.with(Map.of("retention", retention.toSeconds() + "s"));
    }

    /** Has somebody look again when more can be done, if anything is left. */
    private void reenter(DatasetContext context, CollectionReport report) throws IOException {
        Optional<Duration> next = report.refused()
                .map(held -> again(context))
                .or(() -> report.actions().stream()
                        .filter(action -> action.step() == Step.KEEP)
                        .map(action -> orElse(action, again(context)))
                        .min(Duration::compareTo));
        if (next.isPresent()) {
            enter(context, next.get());
        }
    }

    private static Duration orElse(Action action, Duration again) {
        Duration due = action.due();
        return due == null ? again : due;
    }

    private void enter(DatasetContext context, Duration time) throws IOException {
        index.enter(context.key(), time, context.options().retention(), locks.pinLease());
    }

    /** When to look again where nobody can tell when there will be more to do. */
    private Duration again(DatasetContext context) {
        return context.options().retention().plus(locks.pinLease());
    }
}
