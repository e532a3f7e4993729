package io.turnstile.spark.exception;

import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.exception.DatasetException;
import io.turnstile.core.storage.UnsupportedStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkThrowable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Conversion of checked exceptions for callers that cannot declare them, and detection of cancelled computations. */
public final class Failures {
    private static final String CANCELLED = "SPARK_JOB_CANCELLED";
    private static final Pattern CANCELLED_IN_WORDS = Pattern.compile("Job \\d+ cancelled");

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /**
     * Keeps the message, which is what people see. What users can act on becomes an exception that PySpark passes on as one
     * of its own, as a {@link DatasetException} is.
     */
    public static RuntimeException unchecked(IOException failure) {
        boolean actionable = failure instanceof AccessControlException
                || failure instanceof UnsupportedStorageException
                || failure instanceof DamagedException
                || failure instanceof CommitFailedException;
        return actionable
                ? new RefusedOperationException(failure)
                : new UncheckedIOException(failure.getMessage(), failure);
    }

    /**
     * A refusal of ours, or an interrupted wait, without its stack, which would tell where in here it was thrown: Spark logs
     * whatever fails a write with a hundred lines of it. Any other failure as it is.
     */
    public static RuntimeException toldInOneSentence(RuntimeException failure) {
        boolean interrupted = failure.getCause() instanceof InterruptedIOException;
        if (interrupted
                || failure instanceof UnsupportedOperationException
                || failure instanceof IllegalArgumentException) {
            for (Throwable cause = failure; cause != null && (interrupted || isOurs(cause)); cause = cause.getCause()) {
                LOG.debug("Refused", cause);
                cause.setStackTrace(new StackTraceElement[0]);
            }
        }
        return failure;
    }

    private static boolean isOurs(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith("io.turnstile.");
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
