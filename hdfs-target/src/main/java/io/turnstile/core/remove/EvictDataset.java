package io.turnstile.core.remove;

import io.turnstile.core.admission.RerunGate;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Reader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The eviction of one dataset: a removal that waits for nobody and disturbs nobody. Whether somebody reads the dataset is
 * asked under the held lock, right before the record that removes it. Who passes the momentary lock after that and still finds the
 * head keeps it by a pin, as with any removal.
 */
final class EvictDataset {
    private final DatasetContext context;
    private final DatasetLocks locks;

    EvictDataset(DatasetContext context, DatasetLocks locks) {
        this.context = context;
        this.locks = locks;
    }

    /** What stands against it at the moment; empty if nothing does. Changes nothing. */
    Optional<String> obstacle() {
        Optional<Holder> holder = locks.holder(context.key().toString());
        return holder.isPresent() ? Optional.of(computing(holder.get())) : readers();
    }

    private static String computing(Holder holder) {
        return "it is being computed by " + holder;
    }

    private Optional<String> readers() {
        List<Reader> readers = locks.readers(context.key().toString());
        if (readers.isEmpty()) {
            return Optional.empty();
        }
        String more = readers.size() == 1 ? "" : ", and there are " + (readers.size() - 1) + " more pins";
        return Optional.of("it is being read by " + readers.get(0).application() + more);
    }

    /**
     * Removes it, behind the gate.
     *
     * @return what stood against it; empty if it was removed
     * @throws io.turnstile.core.exception.RerunDeniedException if reruns are not allowed
     */
    Optional<String> evict(Eviction seen) throws IOException {
        if (!context.options().rerunAllowed()) {
            new RerunGate(context).require("evict");
        }
        Attempt attempt = locks.tryAcquire(context.key().toString());
        if (attempt instanceof Attempt.HeldBy other) {
            return Optional.of(computing(other.holder()));
        }
        try (HeldLock lock = ((Attempt.Acquired) attempt).lock()) {
            if (lock.state() != HeldLock.State.HELD) {
                return Optional.of("the lock service " + locks.service() + " does not answer");
            }
            return evict(seen, lock);
        }
    }

    private Optional<String> evict(Eviction seen, HeldLock lock) throws IOException {
        AtomicReference<@Nullable String> against = new AtomicReference<>();
        new ChangeHead(context, locks).makeUnder(lock, now -> {
            CommitRecord base = context.log().head();
            Optional<Generation> head = base.head();
            Optional<String> readers = readers();
            if (head.isEmpty() || !head.get().name().equals(seen.head())) {
                against.set(head.isEmpty() ? "it is there no more" : "it was computed anew meanwhile");
                return Optional.empty();
            }
            if (readers.isPresent()) {
                against.set(readers.get());
                return Optional.empty();
            }
            against.set(null);
            new RerunGate(context).warnOfHazards("Evicting", head.get());
            return Optional.of(base.remove(Reason.REMOVE, now, context.author().with("evicted")));
        });
        return Optional.ofNullable(against.get());
    }
}
