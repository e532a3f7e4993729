package io.turnstile.core.write;

import io.turnstile.core.commit.Generation;
import java.io.IOException;
import java.util.Optional;

/**
 * A writer's objections to a generation that is there, beside its age: that it was computed from something else. A write
 * asks it once for each generation that it meets, some of them while it holds the lock.
 */
@FunctionalInterface
public interface ReuseCheck {
    /** Whatever is there may be reused. */
    ReuseCheck NONE = (head, seen) -> Optional.empty();

    /** When a write met a generation. */
    enum Seen {
        /** When it began. */
        AT_FIRST,
        /** Later: it was published while the write waited. */
        AFTER_WAITING
    }

    /**
     * Why a generation is to be computed again.
     *
     * @return as a sentence goes on after its name; empty if it may be reused
     * @throws IOException if that cannot be found out; the write fails
     */
    Optional<String> objection(Generation head, Seen seen) throws IOException;
}
