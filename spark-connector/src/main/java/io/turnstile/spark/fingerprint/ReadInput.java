package io.turnstile.spark.fingerprint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a query reads and that somebody else may change, at the version at which this query reads it. Immutable.
 *
 * @param name what it is called: a format and paths, a dataset's directory, a table
 * @param version equal ones mean the same content; null where it cannot be told
 * @param files how many files it has, 0 where it is not known by its files
 * @param bytes their length in all
 * @param newest when the newest of its files was written, null where it is not known by its files or has none
 * @param listed the files themselves; null where it is not known by its files
 * @param unknownBecause why the version cannot be told; null where it can
 */
public record ReadInput(
        Kind kind,
        String name,
        @Nullable String version,
        long files,
        long bytes,
        @Nullable Instant newest,
        @Nullable ListedFiles listed,
        @Nullable String unknownBecause) {

    /** What an input is known by. */
    public enum Kind {
        /** Files, each with its path, length and time of modification, as the plan holds them. */
        FILES,
        /** A dataset of ours: its generation, which never changes. */
        DATASET,
        /** A table of another catalog, which tells its version. */
        TABLE,
        /** Anything else, of which no version is known. */
        OTHER
    }

    static ReadInput known(Kind kind, String name, String version) {
        return new ReadInput(kind, name, version, 0, 0, null, null, null);
    }

    static ReadInput unknown(Kind kind, String name, String because) {
        return new ReadInput(kind, name, null, 0, 0, null, null, because);
    }

    /** Whether it can be told at which version it is read. */
    public boolean isKnown() {
        return version != null;
    }
}
