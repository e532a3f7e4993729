package io.turnstile.core.commit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An input of a computation: something that it read, and in which version.
 *
 * @param kind what it is
 * @param name of files, their directory or file with scheme and authority; of a dataset, its root and, after a {@code #},
 *     its key; of a table, its name; of anything else, what it is called
 * @param version what tells it from an earlier and a later one of that name; empty if nobody can tell
 * @param files how many files it had; 0 if it is none of files
 * @param bytes in them
 * @param newest when the newest of them was modified; null if it is none of files
 * @param because why its version cannot be told, or, with a version, why it cannot be asked for again by the name alone;
 *     empty if both can
 * @param changed whether it was another one when the computation had ended
 */
public record Input(
        Kind kind,
        String name,
        String version,
        long files,
        long bytes,
        @Nullable Instant newest,
        String because,
        boolean changed) {
    /** The kind of an input. */
    public enum Kind {
        /** Files in a directory of others, or one file. */
        FILES,
        /** A generation of a dataset. */
        DATASET,
        /** A table that tells its version. */
        TABLE,
        /** Something whose version nobody can tell. */
        UNKNOWN
    }

    /** An input whose version nobody can tell. */
    public static Input unknown(String name, String because) {
        return new Input(Kind.UNKNOWN, name, "", 0, 0, null, because, false);
    }

    /** A generation of a dataset. */
    public static Input dataset(String root, String key, String generation) {
        return new Input(Kind.DATASET, root + "#" + key, generation, 0, 0, null, "", false);
    }

    /** The same, which was another one when the computation had ended. */
    public Input changedMeanwhile() {
        return new Input(kind, name, version, files, bytes, newest, because, true);
    }

    /** Whether its version can be told, and was the same when the computation had ended. */
    boolean isSettled() {
        return isKnown() && because.isEmpty() && !changed;
    }

    /** Whether its version can be told. */
    public boolean isKnown() {
        return !version.isEmpty();
    }
}
