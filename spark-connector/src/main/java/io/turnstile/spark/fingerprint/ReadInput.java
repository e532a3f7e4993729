package io.turnstile.spark.fingerprint;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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
 * @param samples of its files, for a look at who may read them
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
        Samples samples,
        @Nullable String unknownBecause) {

    /** What an input is known by. */
    public enum Kind {
        /** Files, each with its path, length and time of modification, as the plan holds them. */
        FILES,
        /** A dataset of ours: its generation, which never changes. */
        DATASET,
        /** A table of another catalog, which tells its version, or of Delta. */
        TABLE,
        /** Anything else, of which no version is known. */
        OTHER
    }

    /** Files of an input. May be asked by any thread, and often. */
    @FunctionalInterface
    public interface Samples {
        /**
         * A file of each owner, group and mode that there is, and every one that has an access control list; none where others
         * than the file system say who may read it.
         *
         * @param configuration of the file systems
         * @throws IOException if they cannot be listed, by this user or at all
         */
        List<Path> list(Configuration configuration) throws IOException;
    }

    /** Those that were seen when the version was told. */
    record OfFiles(List<Path> seen) implements Samples {
        static final OfFiles NONE = new OfFiles(List.of());

        @Override
        public List<Path> list(Configuration configuration) {
            return seen;
        }
    }

    static ReadInput known(Kind kind, String name, String version) {
        return known(kind, name, version, OfFiles.NONE);
    }

    static ReadInput known(Kind kind, String name, String version, Samples samples) {
        return new ReadInput(kind, name, version, 0, 0, null, null, samples, null);
    }

    static ReadInput unknown(Kind kind, String name, String because) {
        return new ReadInput(kind, name, null, 0, 0, null, null, OfFiles.NONE, because);
    }

    /** The same, of which the version cannot be told. */
    public ReadInput asUnknown(String because) {
        return unknown(kind, name, because);
    }

    /** Whether it can be told at which version it is read. */
    public boolean isKnown() {
        return version != null;
    }
}
