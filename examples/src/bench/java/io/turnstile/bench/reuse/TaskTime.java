package io.turnstile.bench.reuse;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Processor time of an application's tasks, as Spark counts it. */
final class TaskTime extends SparkListener {
    private final SparkContext context;
    private final AtomicLong nanos = new AtomicLong();

    private TaskTime(SparkContext context) {
        this.context = context;
    }

    static TaskTime of(SparkContext context) {
        TaskTime time = new TaskTime(context);
        context.addSparkListener(time);
        return time;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
            nanos.addAndGet(end.taskMetrics().executorCpuTime());
        }
    }

    /** Seconds, of all tasks that have ended. */
    double seconds() throws TimeoutException {
        context.listenerBus().waitUntilEmpty();
        return nanos.get() / 1e9;
    }
}
