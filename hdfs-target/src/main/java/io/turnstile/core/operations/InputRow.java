package io.turnstile.core.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the listing of inputs: something that a dataset's head was computed from.
 *
 * @param input files: their directory; a dataset: its key, after its root if that is another one; a table: its name
 * @param kind {@code files}, {@code dataset}, {@code table} or {@code unknown}
 * @param state {@code same}, {@code changed}, {@code changed while read}, {@code gone} or {@code unknown}
 * @param versionThen which was read; null if nobody could tell
 * @param versionNow which there is now; null if nobody can tell
 * @param filesThen how many files were read, null if it is none of files
 * @param bytesThen bytes in them
 * @param changedAt when the newest file of it was modified, or the present generation published; null if it is the same
 * @param note why something is unknown
 */
public record InputRow(
        String input,
        String kind,
        String state,
        @Nullable String versionThen,
        @Nullable String versionNow,
        @Nullable Long filesThen,
        @Nullable Long bytesThen,
        @Nullable Instant changedAt,
        @Nullable String note) {
    /** Nothing is different. */
    public static final String SAME = "same";

    /** It is another version. */
    public static final String CHANGED = "changed";

    /** It became another version during the computation. */
    public static final String CHANGED_WHILE_READ = "changed while read";

    /** It is there no longer. */
    public static final String GONE = "gone";

    /** That cannot be told. */
    public static final String UNKNOWN = "unknown";
}
