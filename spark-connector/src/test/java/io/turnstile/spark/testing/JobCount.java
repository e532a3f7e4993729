package io.turnstile.spark.testing;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Counts the Spark jobs of the shared session. */
public final class JobCount {
    private JobCount() {}

    /** How many jobs an action runs. */
    public static int of(Runnable action) throws TimeoutException {
        var context = SharedSpark.session().sparkContext();
        AtomicInteger jobs = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        };
        context.listenerBus().waitUntilEmpty();
        context.addSparkListener(listener);
        try {
            action.run();
            context.listenerBus().waitUntilEmpty();
        } finally {
            context.removeSparkListener(listener);
        }
        return jobs.get();
    }
}
