package io.turnstile.spark.session;

import org.apache.spark.SparkContext;

/**
 * The Spark jobs that a thread begins meanwhile, by a job tag, so that they can be cancelled: when the thread is interrupted,
 * Spark gives up waiting for them and lets them run on.
 */
public final class OwnJobs implements AutoCloseable {
    private final SparkContext context;
    private final String tag;

    private OwnJobs(SparkContext context, String tag) {
        this.context = context;
        this.tag = tag;
    }

    /**
     * From now on, until it is closed by the same thread.
     *
     * @param name one that nothing else has
     */
    public static OwnJobs of(SparkContext context, String name) {
        OwnJobs jobs = new OwnJobs(context, "turnstile-" + name);
        context.addJobTag(jobs.tag);
        return jobs;
    }

    /** Cancels those that run, and returns at once. */
    public void cancel() {
        context.cancelJobsWithTag(tag);
    }

    @Override
    public void close() {
        context.removeJobTag(tag);
    }
}
