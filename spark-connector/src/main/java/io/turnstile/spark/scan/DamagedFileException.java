package io.turnstile.spark.scan;

import org.jspecify.annotations.Nullable;

/** A file of a generation is not what was written. The read returns no rows rather than other ones. */
public final class DamagedFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String what, @Nullable Throwable cause) {
        super(
                what + " If something other than Turnstile has changed or deleted it, compute the dataset anew"
                        + " (rerun=allow) or roll it back to an earlier version.",
                cause);
    }
}
