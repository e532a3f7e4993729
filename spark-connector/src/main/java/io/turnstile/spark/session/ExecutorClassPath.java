package io.turnstile.spark.session;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final Set<String> MISSING =
            Set.of(ClassNotFoundException.class.getName(), NoClassDefFoundError.class.getName());

    private final AtomicBoolean told = new AtomicBoolean();

    /** For one application's listener bus. */
    public ExecutorClassPath() {}

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof ExceptionFailure failure
                && MISSING.contains(failure.className())
                && failure.description().replace('/', '.').startsWith("io.turnstile.")
                && told.compareAndSet(false, true)) {
            LOG.warn(
                    "Executor {} does not have Turnstile's jar, only the driver has: tasks fail for want of {}. Name the"
                            + " jar with --jars or spark.jars, which takes it to executors; spark.driver.extraClassPath"
                            + " does not",
                    end.taskInfo().executorId(),
                    failure.description());
        }
    }
}
