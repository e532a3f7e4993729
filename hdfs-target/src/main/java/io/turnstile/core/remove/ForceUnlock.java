package io.turnstile.core.remove;

import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.lock.Holder;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forced unlock with fencing: the held lock is taken from whoever has it, and before that a fence is created, so that
 * a commit by the old holder cannot follow.
 */
public final class ForceUnlock {
    private static final Logger LOG = LoggerFactory.getLogger(ForceUnlock.class);

    private final DatasetContext context;

    public ForceUnlock(DatasetContext context) {
        this.context = context;
    }

    /** Takes it. @return who held it; empty if nobody did, and then nothing was changed */
    public Optional<Holder> because(String reason) throws IOException {
        if (context.holder().isEmpty()) {
            return Optional.empty();
        }
        fence(reason);
        Optional<Holder> dropped = context.existingLocks().drop(context.key().toString());
        dropped.ifPresent(holder -> LOG.warn("Took the lock of dataset {} from {}: {}", context.key(), holder, reason));
        return dropped;
    }

    private void fence(String reason) throws IOException {
        while (true) {
            try {
                context.log().append(context.log().head().fence(context.author().with(reason)));
                return;
            } catch (CommitFailedException lost) {
                if (lost.winner().isEmpty()) {
                    throw lost;
                }
            }
        }
    }
}
