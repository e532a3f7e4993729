package io.turnstile.spark.event;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.spark.session.ListenerBus;
import io.turnstile.spark.session.RunningPlan;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;

/** The publisher of one dataset's events, to an application's listeners and its metrics. */
public record DatasetEvents(SparkSession session, DatasetKey key) {
    /** Tells that something was done to the dataset, and counts it. */
    public void post(DatasetEvent.Action action, Generation generation, Duration waited) {
        post(event(action, false, generation, waited));
    }

    /** Tells that it was computed by this write, and counts it. */
    public void computed(GenerationWrite write, Generation published, Duration waited) {
        post(event(DatasetEvent.Action.COMPUTED, write.isRerun(), published, waited));
    }

    /** Tells that a rerun or a removal was refused. */
    public void refused() {
        post(new DatasetEvent(key.toString(), DatasetEvent.Action.REFUSED, false, "", -1, 0, 0, now(), execution()));
    }

    private DatasetEvent event(DatasetEvent.Action action, boolean rerun, Generation generation, Duration waited) {
        return new DatasetEvent(
                key.toString(),
                action,
                rerun,
                generation.name().toString(),
                generation.size().rows(),
                waited.toMillis(),
                generation.computeTime().toMillis(),
                now(),
                execution());
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private long execution() {
        return RunningPlan.executionId(session.sparkContext()).orElse(-1);
    }

    private void post(DatasetEvent event) {
        ApplicationMetrics.of(session.sparkContext()).ifPresent(metrics -> metrics.count(event));
        ListenerBus.post(session.sparkContext(), event);
    }
}
