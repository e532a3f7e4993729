package io.turnstile.core.collect;

import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.commit.Stamp;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The removal of a dataset that nobody has named, as soon as what it was computed from has moved on: under its held lock, when it
 * is older than the retention, a later one stands for its query, and no pin is on it. It needs no leave, since nobody can ask for
 * it by a name: who comes later, and wants it from its earlier inputs, computes it. Deletes nothing: what was read can be read on,
 * and by version also anew, until the usual rounds have retired it. A crash leaves it removed, or as it was.
 */
final class RemoveUnnamed {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveUnnamed.class);

    private final DatasetContext context;
    private final DatasetLocks locks;
    private final Mode mode;
    private final List<Action> actions;

    /** @param actions where it says what it does */
    RemoveUnnamed(DatasetContext context, DatasetLocks locks, Mode mode, List<Action> actions) {
        this.context = context;
        this.locks = locks;
        this.mode = mode;
        this.actions = actions;
    }

    /**
     * The record that removes the head.
     *
     * @param now the lock service's time
     * @return empty if it is to stay; why, it says only if there is a later one
     */
    Optional<CommitRecord> next(CommitRecord record, Stamp now) throws InterruptedIOException {
        Optional<Generation> head = record.head();
        Optional<Reusable> later = head.isEmpty() ? Optional.empty() : laterThan(head.get());
        return later.isEmpty() ? Optional.empty() : next(record, head.orElseThrow(), later.get(), now);
    }

    /** What cannot be told is no failure of the round. */
    private Optional<Reusable> laterThan(Generation head) throws InterruptedIOException {
        try {
            return UnnamedSiblings.laterThan(context, head);
        } catch (InterruptedIOException ended) {
            throw ended;
        } catch (IOException unknown) {
            LOG.debug("Whether there is a later one than dataset {} cannot be told", context.key(), unknown);
            return Optional.empty();
        }
    }

    private Optional<CommitRecord> next(CommitRecord record, Generation head, Reusable later, Stamp now) {
        DatasetKey successor = later.dataset();
        String why = "its inputs have moved on, and " + successor + " has the same from later ones";
        Duration age = Duration.between(head.publishedAt(), Instant.now());
        Duration retention = context.options().retention();
        if (age.compareTo(retention) < 0) {
            actions.add(RetireSuperseded.kept(head, why + "; within the retention", retention.minus(age)));
            return Optional.empty();
        }
        List<Reader> readers = locks.readers(context.key().toString());
        if (!readers.isEmpty()) {
            actions.add(RetireSuperseded.kept(
                    head, why + "; it is being read by " + readers.get(0).application(), null));
            return Optional.empty();
        }
        actions.add(new Action(head.name().toString(), Step.REMOVE, why, 0, null));
        if (mode == Mode.DELETE) {
            LOG.info(
                    "Removing dataset {} ({}): {}, by {}. Its files follow after the retention; who asks for it once more"
                            + " computes it",
                    context.key(),
                    head.name(),
                    why,
                    later.generation().origin());
        }
        return Optional.of(record.remove(Reason.REMOVE, now, context.author().with("superseded by " + successor)));
    }
}
