package io.turnstile.core.collect;

import java.util.List;
import java.util.Optional;

/**
 * What a collection did, or would do.
 *
 * @param actions what was done to which generation or file
 * @param refused why nothing was deleted, where something could have been; empty if nothing stood against it
 */
public record CollectionReport(List<Action> actions, Optional<String> refused) {
    public CollectionReport {
        actions = List.copyOf(actions);
    }

    /** Whether to change anything. */
    public enum Mode {
        /** Retires and deletes. */
        DELETE,
        /** Says what would be retired and deleted now. */
        DRY_RUN
    }

    /** What happens to a generation. */
    public enum Step {
        /** It may never be read or published again. */
        RETIRE,
        /** Its files are deleted. */
        DELETE,
        /** It stays for now. */
        KEEP
    }

    /**
     * One step.
     *
     * @param name the generation or temporary file
     * @param step what happens to it
     * @param why in words
     */
    public record Action(String name, Step step, String why) {}

    public static CollectionReport none(String why) {
        return new CollectionReport(List.of(), Optional.of(why));
    }
}
