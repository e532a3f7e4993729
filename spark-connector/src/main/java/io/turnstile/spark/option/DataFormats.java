package io.turnstile.spark.option;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The data formats that a generation can be written in. */
public final class DataFormats {
    /** The data source's own name, which stands for {@link #named}'s standard. */
    public static final String SOURCE = "turnstile";

    private static final String STANDARD = "parquet";
    private static final List<String> KNOWN = List.of(STANDARD, "orc", "csv", "json");

    private DataFormats() {}

    /**
     * The format of that name; Parquet if there is none, or if it is the data source's own.
     *
     * @throws IllegalArgumentException if it is none of those that can be written
     */
    public static String named(@Nullable String name) {
        if (name == null || name.equalsIgnoreCase(SOURCE)) {
            return STANDARD;
        }
        String folded = name.toLowerCase(Locale.ROOT);
        if (!KNOWN.contains(folded)) {
            throw new IllegalArgumentException(
                    "Cannot write datasets in format '" + name + "'; choose one of " + String.join(", ", KNOWN) + ".");
        }
        return folded;
    }
}
