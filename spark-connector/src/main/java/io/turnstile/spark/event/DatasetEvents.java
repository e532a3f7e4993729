package io.turnstile.spark.event;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.spark.session.ListenerBus;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;

/** The publisher of one dataset's events, to an application's listeners and its metrics. */
public record DatasetEvents(SparkSession session, DatasetKey key) {
    /** Tells that something was done to the dataset, and counts it. */
    public void post(DatasetEvent.Action action, Generation generation, Duration waited) {
        post(new DatasetEvent(
                key.toString(),
                action,
                generation.name().toString(),
                generation.size().rows(),
                waited,
                generation.computeTime()));
    }

    /** Tells that a rerun or a removal was refused. */
    public void refused() {
        post(new DatasetEvent(key.toString(), DatasetEvent.Action.REFUSED, "", -1, Duration.ZERO, Duration.ZERO));
    }

    /** Counts a computation that replaced what was there. */
    public void rerun() {
        ApplicationMetrics.of(session.sparkContext()).ifPresent(ApplicationMetrics::countRerun);
    }

    private void post(DatasetEvent event) {
        ApplicationMetrics.of(session.sparkContext()).ifPresent(metrics -> metrics.count(event));
        ListenerBus.post(session.sparkContext(), event);
    }
}
