package io.turnstile.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Checked failures, for callers that cannot declare them. */
final class Failures {
    private Failures() {}

    /** Keeps the message, which is what people see. */
    static UncheckedIOException unchecked(IOException failure) {
        return new UncheckedIOException(failure.getMessage(), failure);
    }

    /** Throws a checked exception as it is, to Spark, which is written in a language that knows no such thing. */
    @SuppressWarnings("unchecked")
    static <E extends Exception> RuntimeException asIs(Exception failure) throws E {
        throw (E) failure;
    }
}
