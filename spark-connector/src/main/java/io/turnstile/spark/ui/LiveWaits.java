package io.turnstile.spark.ui;

import io.turnstile.spark.event.DatasetWait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/** A listener that keeps the waits that are under way, 1,000 at most. Thread-safe. */
final class LiveWaits extends SparkListener {
    private static final int KEPT = 1_000;

    private final Map<String, DatasetWait> byId = new LinkedHashMap<>() {
        /** A bus that cannot keep up drops events, perhaps the last one of a wait. */
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DatasetWait> eldest) {
            return size() > KEPT;
        }
    };

    @Override
    public void onOtherEvent(SparkListenerEvent other) {
        if (other instanceof DatasetWait wait) {
            synchronized (byId) {
                if (wait.phase() == DatasetWait.Phase.ENDED) {
                    byId.remove(wait.id());
                } else {
                    byId.put(wait.id(), wait);
                }
            }
        }
    }

    /** Those that are under way, as last heard of, the longest first. */
    List<DatasetWait> now() {
        synchronized (byId) {
            return List.copyOf(byId.values());
        }
    }
}
