package io.turnstile.core.collect;

import io.turnstile.core.identity.GenerationName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The report of a collection: what it did, or in a dry run would do.
 *
 * @param actions what was done to which generation or file
 * @param refused why nothing was deleted, where something could have been; empty if nothing stood against it
 */
public record CollectionReport(List<Action> actions, Optional<String> refused) {
    /** The report of a collection that found nothing to do. */
    static final CollectionReport NOTHING = new CollectionReport(List.of(), Optional.empty());

    public CollectionReport {
        actions = List.copyOf(actions);
    }

    /** The mode of a collection: whether it changes anything. */
    public enum Mode {
        /** Removes, retires and deletes. */
        DELETE,
        /** Says what would be removed, retired and deleted now. */
        DRY_RUN
    }

    /** The kind of an action: what happens to a generation or temporary file. */
    public enum Step {
        /** It is the head no more: nobody has named its dataset, and what it was computed from has moved on. */
        REMOVE,
        /** It may never be read or published again. */
        RETIRE,
        /** Its files are deleted. */
        DELETE,
        /** It stays for now. */
        KEEP
    }

    /**
     * One action of a collection, done or planned.
     *
     * @param name the generation or temporary file
     * @param step what happens to it
     * @param why in words
     * @param bytes in its files, as far as records tell, and in those of what was never published; 0 for what is removed or
     *     retired, whose files stay for now
     * @param due in how long its next step can be taken, be it retired or deleted; null if it is now, or if nobody can tell
     */
    public record Action(
            String name,
            Step step,
            String why,
            long bytes,
            @Nullable Duration due) {
        /** Whether it is about a generation, and not a temporary file. */
        public boolean ofGeneration() {
            return GenerationName.parse(name).isPresent();
        }
    }

    /** The report of a collection that could not do anything. */
    public static CollectionReport none(String why) {
        return new CollectionReport(List.of(), Optional.of(why));
    }
}
