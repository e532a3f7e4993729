package io.turnstile.core.commit;

import java.util.Locale;
import java.util.Optional;

/** The operation that a commit record stands for: why it was written. */
public enum Reason {
    /** A generation became the head. */
    PUBLISH,
    /** The dataset was removed: there is no head. */
    REMOVE,
    /** An earlier generation became the head again. */
    ROLLBACK,
    /** Generations may never be read or published again. */
    RETIRE,
    /** Nothing but the version changed, so that whoever aimed at it can never publish. */
    FENCE,
    /** The dataset was removed because its head is damaged. */
    QUARANTINE;

    /** As records and listings spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Reason> parse(String text) {
        for (Reason reason : values()) {
            if (reason.text().equals(text)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
