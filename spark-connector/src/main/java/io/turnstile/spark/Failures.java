package io.turnstile.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkThrowable;

/** Checked failures, for callers that cannot declare them. */
final class Failures {
    private static final String CANCELLED = "SPARK_JOB_CANCELLED";

    private Failures() {}

    /** Keeps the message, which is what people see. */
    static UncheckedIOException unchecked(IOException failure) {
        return new UncheckedIOException(failure.getMessage(), failure);
    }

    /** Whether a computation ended because its user wanted so: the thread was interrupted, or its Spark jobs cancelled. */
    @SuppressWarnings("deprecation") // Spark 3.5 has no getCondition.
    static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof InterruptedIOException
                    || (cause instanceof SparkThrowable spark && CANCELLED.equals(spark.getErrorClass()))) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    /** Throws a checked exception as it is, to Spark, which is written in a language that knows no such thing. */
    @SuppressWarnings("unchecked")
    static <E extends Exception> RuntimeException asIs(Exception failure) throws E {
        throw (E) failure;
    }
}
