package io.turnstile.spark.session;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detection of executors that lack this jar, whose tasks fail for a class that the user has never heard of. Says so once
 * for each application.
 */
public final class ExecutorClassPath extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorClassPath.class);
    /** What to do about it. */
    public static final String REMEDY =
            "Name the jar with --jars or spark.jars, which takes it to executors; spark.driver.extraClassPath does not";

    /** Wherever it is in the stack: what asks for a class wraps that in failures of its own. */
    private static final Pattern MISSING = Pattern.compile(
            "(?:ClassNotFoundException|NoClassDefFoundError): (?:Class )?(io[./]turnstile[./][\\w./$]+)");

    private final AtomicBoolean told = new AtomicBoolean();

    /** For one application's listener bus. */
    public ExecutorClassPath() {}

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (told.get() || !(end.reason() instanceof ExceptionFailure failure)) {
            return;
        }
        Optional<String> missing = missing(failure.toErrorString());
        if (missing.isPresent() && told.compareAndSet(false, true)) {
            LOG.warn(
                    "Executor {} does not have Turnstile's jar, only the driver has: tasks fail for want of {}. {}",
                    end.taskInfo().executorId(),
                    missing.get(),
                    REMEDY);
        }
    }

    /** The class of ours for want of which a task failed; empty if it failed for something else. */
    public static Optional<String> missing(String error) {
        Matcher missing = MISSING.matcher(error);
        return missing.find() ? Optional.of(missing.group(1)) : Optional.empty();
    }
}
