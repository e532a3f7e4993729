package io.turnstile.spark.ui;

import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/**
 * A plugin of Spark's history server ({@link AppHistoryServerPlugin}), which finds it by itself where the jar is on its class
 * path: it shows the same tab for applications that have ended.
 */
public final class TurnstileHistory implements AppHistoryServerPlugin {
    /** For the history server, which makes one. */
    public TurnstileHistory() {}

    @Override
    public List<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
        return List$.MODULE$.<SparkListener>empty().$colon$colon(TurnstileTab.listener(store));
    }

    @Override
    public void setupUI(SparkUI ui) {
        TurnstileTab.attachToHistory(ui);
    }
}
