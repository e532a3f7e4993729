package io.turnstile.spark.session;

import io.turnstile.core.lock.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/**
 * The Spark jobs that a thread begins meanwhile, by a job tag, so that they can be cancelled: when the thread is interrupted,
 * Spark gives up waiting for them and lets them run on.
 */
public final class OwnJobs implements AutoCloseable {
    private final SparkContext context;
    private final String tag;
    private final ProgressReports reports;

    private OwnJobs(SparkContext context, String tag, Consumer<Progress> listener) {
        this.context = context;
        this.tag = tag;
        this.reports = new ProgressReports(() -> JobProgress.of(context, tag), listener);
    }

    /**
     * From now on, until it is closed by the same thread.
     *
     * @param name one that nothing else has
     * @param listener told how far they are, once a second as long as that changes
     */
    public static OwnJobs of(SparkContext context, String name, Consumer<Progress> listener) {
        OwnJobs jobs = new OwnJobs(context, "turnstile-" + name, listener);
        context.addJobTag(jobs.tag);
        return jobs;
    }

    /** Cancels those that run, and returns at once. */
    public void cancel() {
        context.cancelJobsWithTag(tag);
    }

    /**
     * How long the tasks of those that have run so far ran on executors, all of them together; waits a moment for Spark to
     * hear of it.
     *
     * @return empty if Spark does not know it, or has forgotten some of them
     */
    public Optional<Duration> executorTime() {
        return ExecutorTime.of(context, tag);
    }

    @Override
    public void close() {
        reports.close();
        context.removeJobTag(tag);
    }
}
