package io.turnstile.core.remove;

import io.turnstile.core.admission.RerunGate;
import io.turnstile.core.commit.CommitLog.Understood;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.identity.GenerationName;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logical delete of a dataset: leaves it without a head, because somebody wants it so or because the head is
 * damaged. Deletes no file.
 */
public final class RemoveDataset {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveDataset.class);

    private final DatasetContext context;

    public RemoveDataset(DatasetContext context) {
        this.context = context;
    }

    /** Behind the gate. @return the generation that was the head; empty if there was none, and nothing was changed */
    public Optional<Generation> remove() throws IOException {
        if (!context.options().rerunAllowed()) {
            new RerunGate(context).require("drop");
        }
        if (isGone(context.log().lastUnderstood())) {
            return Optional.empty();
        }
        AtomicReference<@Nullable Generation> removed = new AtomicReference<>();
        ChangeHead change = new ChangeHead(context, context.rootLocks().forWriting());
        change.make(now -> {
            Understood base = context.log().lastUnderstood();
            removed.set(base.state().head().orElse(null));
            if (isGone(base)) {
                return Optional.empty();
            }
            base.state().head().ifPresent(head -> new RerunGate(context).warnOfHazards("Removing", head));
            return Optional.of(change.repaired(base, now).remove(Reason.REMOVE, now, context.author()));
        });
        return Optional.ofNullable(removed.get());
    }

    private static boolean isGone(Understood base) {
        return base.state().headName() == null && base.damaged().isEmpty();
    }

    /** Without leave: nothing is lost that could be read. Leaves alone what has taken the damaged one's place meanwhile. */
    public void quarantine(GenerationName damaged) throws IOException {
        new ChangeHead(context, context.rootLocks().forWriting()).make(now -> {
            CommitRecord base = context.log().head();
            if (!damaged.equals(base.headName())) {
                return Optional.empty();
            }
            LOG.warn("Dataset {} is damaged ({}) and will be computed again", context.key(), damaged);
            return Optional.of(base.remove(Reason.QUARANTINE, now, context.author()));
        });
    }

    /** The same where it is the last record that is damaged, so that nobody can tell what it published, if anything. */
    public void quarantineRecord() throws IOException {
        ChangeHead change = new ChangeHead(context, context.rootLocks().forWriting());
        change.make(now -> {
            Understood base = context.log().lastUnderstood();
            if (base.damaged().isEmpty()) {
                return Optional.empty();
            }
            LOG.warn(
                    "The last record of dataset {} is damaged (version {}), and it will be computed again",
                    context.key(),
                    base.state().version());
            return Optional.of(change.repaired(base, now).remove(Reason.QUARANTINE, now, context.author()));
        });
    }
}
