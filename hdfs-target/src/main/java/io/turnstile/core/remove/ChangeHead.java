package io.turnstile.core.remove;

import io.turnstile.core.admission.HolderWait;
import io.turnstile.core.collect.IncrementalCollector;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitLog.Understood;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Stamp;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.LockServiceBinding;
import io.turnstile.core.history.History;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.HeldLock;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A metadata-only commit: a change of the head that carries no data, under the held lock. If another record takes the
 * version, which only a lost lock allows, it looks at what that one made of the dataset, and tries again.
 */
final class ChangeHead {
    private final DatasetContext context;
    private final DatasetLocks locks;

    ChangeHead(DatasetContext context, DatasetLocks locks) {
        this.context = context;
        this.locks = locks;
    }

    /** The step that gives the record to create next. */
    interface Step {
        /**
         * Looks at the dataset and says what to do.
         *
         * @param now the lock service's time, null if it does not say
         * @return empty if there is nothing to do
         */
        Optional<CommitRecord> next(@Nullable Stamp now) throws IOException;
    }

    /** Makes it. @return the record that was created; empty if there was nothing to do */
    Optional<CommitRecord> make(Step step) throws IOException {
        try (HeldLock lock = acquire()) {
            return makeUnder(lock, step);
        }
    }

    /** The same under a lock that the caller holds, and gives back. */
    Optional<CommitRecord> makeUnder(HeldLock lock, Step step) throws IOException {
        while (true) {
            Optional<CommitRecord> next = step.next(LockServiceBinding.now(locks));
            if (next.isEmpty()) {
                return next;
            }
            try {
                context.log().append(next.get());
            } catch (CommitFailedException lost) {
                if (lost.winner().isEmpty()) {
                    throw lost;
                }
                continue;
            }
            IncrementalCollector.afterChange(context, locks, lock);
            return next;
        }
    }

    private HeldLock acquire() throws IOException {
        try (HolderWait waiting = new HolderWait(context, locks)) {
            Optional<HeldLock> acquired = Optional.empty();
            while (acquired.isEmpty()) {
                acquired = waiting.acquireOrWait();
            }
            return acquired.get();
        }
    }

    /**
     * The state to go on from. Of the generations whose writers aimed at damaged versions, one may have been published, and
     * may be being read.
     */
    CommitRecord repaired(Understood base, @Nullable Stamp now) throws IOException {
        if (base.damaged().isEmpty()) {
            return base.state();
        }
        Set<GenerationName> unknown = new History(context)
                .directories().stream()
                        .filter(name -> base.damaged().contains(name.target()))
                        .collect(Collectors.toSet());
        return base.state().keeping(unknown, now, context.application());
    }
}
