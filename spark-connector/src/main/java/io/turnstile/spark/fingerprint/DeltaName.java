package io.turnstile.spark.fingerprint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * What a Delta table is called as an input, as SQL calls it, too: by its directory, whichever catalog knows it.
 *
 * @param directory in full
 * @param version as of which it is read; empty for the newest
 */
record DeltaName(Path directory, OptionalLong version) {
    private static final String CATALOG = "delta";
    private static final Pattern VERSIONED = Pattern.compile("(.*)@v(\\d+)");

    /** Of the parts of a name; empty if it is none of a Delta table. */
    static Optional<DeltaName> parse(List<String> parts) {
        if (parts.size() != 2 || !parts.get(0).equals(CATALOG) || !parts.get(1).contains("/")) {
            return Optional.empty();
        }
        Matcher versioned = VERSIONED.matcher(parts.get(1));
        return Optional.of(
                versioned.matches()
                        ? new DeltaName(
                                new Path(versioned.group(1)), OptionalLong.of(Long.parseLong(versioned.group(2))))
                        : new DeltaName(new Path(parts.get(1)), OptionalLong.empty()));
    }

    /** Whether a directory is called like a version of another. */
    static boolean isAmbiguous(Path directory) {
        return VERSIONED.matcher(directory.toString()).matches();
    }

    @Override
    public String toString() {
        String path = directory + (version.isPresent() ? "@v" + version.getAsLong() : "");
        return CATALOG + ".`" + path.replace("`", "``") + "`";
    }
}
