package io.turnstile.examples.demo;

import io.turnstile.spark.event.DatasetEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SparkListener} that sees what an application does: how many jobs it starts and what Turnstile says. Jobs and
 * events arrive in order but late; this waits for them with jobs of its own, which are not counted.
 */
final class ApplicationWatch extends SparkListener {
    private static final String MARKER = "marker";

    private final JavaSparkContext spark;
    private final Runnable atFirstJob;
    private final Semaphore settled = new Semaphore(0);
    private final List<DatasetEvent> events = new ArrayList<>();
    private boolean watching;
    private int jobs;

    private ApplicationWatch(SparkSession session, Runnable atFirstJob) {
        this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.atFirstJob = atFirstJob;
    }

    /** Watches an application. {@code atFirstJob} runs at the first job after each {@link #begin}. */
    static ApplicationWatch over(SparkSession session, Runnable atFirstJob) {
        ApplicationWatch watch = new ApplicationWatch(session, atFirstJob);
        session.sparkContext().addSparkListener(watch);
        return watch;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        if (properties != null && MARKER.equals(properties.getProperty("spark.job.description"))) {
            settled.release();
            return;
        }
        if (!watching) {
            return;
        }
        jobs++;
        if (jobs == 1) {
            atFirstJob.run();
        }
    }

    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
        if (watching && event instanceof DatasetEvent happened) {
            events.add(happened);
        }
    }

    /** Begins to watch what the application does next; what it did before is forgotten. */
    void begin() throws InterruptedException {
        settle();
        synchronized (this) {
            jobs = 0;
            events.clear();
            watching = true;
        }
    }

    /** Ends watching, when all that has happened so far has arrived. */
    void end() throws InterruptedException {
        settle();
        synchronized (this) {
            watching = false;
        }
    }

    private void settle() throws InterruptedException {
        spark.setJobDescription(MARKER);
        spark.parallelize(List.of(1), 1).count();
        spark.setJobDescription(null);
        settled.acquire();
    }

    /** Jobs between begin and end. */
    synchronized int jobs() {
        return jobs;
    }

    /** The first event between begin and end, which tells how the application got the dataset; null if there is none. */
    synchronized @Nullable DatasetEvent firstEvent() {
        return events.isEmpty() ? null : events.get(0);
    }
}
