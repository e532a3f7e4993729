package io.turnstile.spark.session;

import org.apache.hadoop.fs.Path;

/** A path as it is to be given to {@code spark.read}, which takes it for a pattern. */
public final class LiteralPath {
    private LiteralPath() {}

    /** The pattern that stands for this path alone, whatever characters are in it. */
    public static String of(Path path) {
        return path.toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
    }
}
