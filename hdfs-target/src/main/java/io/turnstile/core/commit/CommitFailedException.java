package io.turnstile.core.commit;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commit record was certainly not created, and never will be: what it would have published may be deleted. */
public final class CommitFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable CommitRecord winner;

    CommitFailedException(String message, CommitRecord winner) {
        super(message);
        this.winner = winner;
    }

    CommitFailedException(String message, Throwable cause) {
        super(message, cause);
        this.winner = null;
    }

    /** The record that has the version instead; empty if nobody has it. */
    public Optional<CommitRecord> winner() {
        return Optional.ofNullable(winner);
    }
}
