package io.turnstile.spark.ui;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.util.kvstore.KVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tab of Spark's UI that shows an application's datasets. */
public final class TurnstileTab extends SparkUITab {
    private static final Logger LOG = LoggerFactory.getLogger(TurnstileTab.class);

    private TurnstileTab(SparkUI ui) {
        super(ui, "turnstile");
    }

    /**
     * Adds it to the UI of an application that is running, and listens from now on. Where there is no UI, or Spark's is not as
     * expected, says so in the log and does without.
     */
    public static void attach(SparkContext application) {
        if (application.ui().isEmpty()) {
            LOG.info("No tab shows what happens to datasets, as spark.ui.enabled is false");
            return;
        }
        try {
            LiveWaits waits = new LiveWaits();
            SparkUI ui = application.ui().get();
            attach(ui, waits);
            application.addSparkListener(listener(ui.store().store()));
            application.addSparkListener(waits);
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("No tab shows what happens to datasets, as Spark's UI takes none: {}", failure.toString());
        }
    }

    /** Adds it to a UI of the history server, if anything is there to be shown. */
    static void attachToHistory(SparkUI ui) {
        if (!DatasetHistory.totals(ui.store().store()).equals(DatasetTotals.NONE)) {
            attach(ui, new LiveWaits());
        }
    }

    /** What fills the store that it shows. */
    static SparkListener listener(KVStore store) {
        return new DatasetHistory(store);
    }

    private static void attach(SparkUI ui, LiveWaits waits) {
        TurnstileTab tab = new TurnstileTab(ui);
        tab.attachPage(new DatasetsPage(tab, ui.store().store(), waits));
        ui.attachTab(tab);
    }
}
