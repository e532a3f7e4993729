package io.turnstile.spark.session;

import io.turnstile.core.progress.WaitBar;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** Spark's progress bar of stages on a terminal, beside which there is no place for another line. */
public final class ConsoleProgress {
    private ConsoleProgress() {}

    /** Keeps lines of waits away from an application's bar. */
    public static void keepClearOf(SparkContext application) {
        if (!application.getConf().getBoolean("spark.ui.showConsoleProgress", false)) {
            return;
        }
        Runnable end = WaitBar.sharesTerminalWith(
                () -> !application.isStopped() && application.statusTracker().getActiveStageIds().length > 0);
        application.addSparkListener(new SparkListener() {
            @Override
            public void onApplicationEnd(SparkListenerApplicationEnd ended) {
                end.run();
            }
        });
    }
}
