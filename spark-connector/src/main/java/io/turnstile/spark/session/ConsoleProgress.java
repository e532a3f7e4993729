package io.turnstile.spark.session;

import io.turnstile.core.progress.WaitBar;
import org.apache.spark.SparkContext;

/** Spark's progress bar of stages on a terminal, beside which there is no place for another line. */
public final class ConsoleProgress {
    private ConsoleProgress() {}

    /** Keeps lines of waits away from an application's bar. */
    public static void keepClearOf(SparkContext application) {
        if (application.getConf().getBoolean("spark.ui.showConsoleProgress", false)) {
            WaitBar.sharesTerminalWith(() ->
                    !application.isStopped() && application.statusTracker().getActiveStageIds().length > 0);
        }
    }
}
