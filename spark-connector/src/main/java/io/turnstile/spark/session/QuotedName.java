package io.turnstile.spark.session;

import io.turnstile.core.identity.DatasetKey;
import java.util.stream.Collectors;

/** Names as SQL and Spark's parsers must have them, so that no character of them means anything else. */
public final class QuotedName {
    private QuotedName() {}

    /** A column, or one part of a longer name. */
    public static String of(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** The table that a dataset is in a catalog. */
    public static String ofTable(String catalog, DatasetKey dataset) {
        return catalog + "." + dataset.parts().stream().map(QuotedName::of).collect(Collectors.joining("."));
    }
}
