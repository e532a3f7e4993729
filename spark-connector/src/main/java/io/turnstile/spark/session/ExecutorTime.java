package io.turnstile.spark.session;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.status.AppStatusStore;
import scala.Option;

/**
 * The executor time of a computation's Spark jobs, from the status store that Spark's own web interface shows: how long tasks
 * ran, all of them together. Runs no job.
 */
final class ExecutorTime {
    /** Spark hears of the end of tasks some milliseconds later, and nobody is to wait for long. */
    private static final long PATIENCE_MILLIS = 2_000;

    private ExecutorTime() {}

    /** That of the jobs with a tag, which have ended. Empty if Spark does not know all of it. */
    static Optional<Duration> of(SparkContext context, String tag) {
        if (!catchesUp(context)) {
            return Optional.empty();
        }
        Set<Integer> stages = new TreeSet<>();
        for (int job : context.statusTracker().getJobIdsForTag(tag)) {
            Option<SparkJobInfo> info = context.statusTracker().getJobInfo(job);
            if (info.isEmpty()) {
                return Optional.empty();
            }
            for (int stage : info.get().stageIds()) {
                stages.add(stage);
            }
        }
        AppStatusStore store = context.statusStore();
        long millis = 0;
        try {
            for (int stage : stages) {
                millis += store.lastStageAttempt(stage).executorRunTime();
            }
        } catch (NoSuchElementException forgotten) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(millis));
    }

    /** An event of ours, which comes after all that has happened until now. It is in no event log. */
    private static final class Marker implements SparkListenerEvent {
        @Override
        public boolean logEvent() {
            return false;
        }
    }

    /** Waits until the status store knows what has happened so far. */
    private static boolean catchesUp(SparkContext context) {
        Marker marker = new Marker();
        CountDownLatch passed = new CountDownLatch(1);
        SparkListener listener = new SparkListener() {
            @Override
            public void onOtherEvent(SparkListenerEvent event) {
                if (event == marker) {
                    passed.countDown();
                }
            }
        };
        LiveListenerBus bus = context.listenerBus();
        bus.addToStatusQueue(listener);
        try {
            bus.post(marker);
            return passed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            bus.removeListener(listener);
        }
    }
}
