package io.turnstile.spark.exception;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;

/** Conversion of checked exceptions for callers that cannot declare them, and detection of cancelled computations. */
public final class Failures {
    private static final String CANCELLED = "SPARK_JOB_CANCELLED";
    private static final Pattern CANCELLED_IN_WORDS = Pattern.compile("Job \\d+ cancelled");

    private Failures() {}

    /** Keeps the message, which is what people see. */
    public static UncheckedIOException unchecked(IOException failure) {
        return new UncheckedIOException(failure.getMessage(), failure);
    }

    /** Whether a computation ended because its user wanted so: the thread was interrupted, or its Spark jobs cancelled. */
    public static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof InterruptedIOException
                    || isCancellation(cause)) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    /** Spark 3.5 says so in words alone. */
    @SuppressWarnings("deprecation") // Nor does it have getCondition.
    private static boolean isCancellation(Throwable cause) {
        if (!(cause instanceof SparkThrowable spark)) {
            return false;
        }
        String condition = spark.getErrorClass();
        return condition == null
                ? CANCELLED_IN_WORDS.matcher(String.valueOf(cause.getMessage())).lookingAt()
                : condition.equals(CANCELLED);
    }

    /** Throws a checked exception as it is, to Spark, which is written in a language that knows no such thing. */
    @SuppressWarnings("unchecked")
    public static <E extends Exception> RuntimeException asIs(Exception failure) throws E {
        throw (E) failure;
    }
}
