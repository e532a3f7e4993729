package io.turnstile.spark.session;

import io.turnstile.core.lock.Progress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A periodic report of a computation's progress, once a second and only if there is news, until it is closed. */
final class ProgressReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressReports.class);
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final ScheduledFuture<?> reports;
    private Progress last = Progress.NONE;

    ProgressReports(Supplier<Progress> progress, Consumer<Progress> report) {
        reports = CLOCK.scheduleWithFixedDelay(() -> report(progress, report), 1, 1, TimeUnit.SECONDS);
    }

    private void report(Supplier<Progress> progress, Consumer<Progress> report) {
        try {
            Progress now = progress.get();
            if (!now.equals(last)) {
                report.accept(now);
                last = now;
            }
        } catch (RuntimeException unknown) {
            LOG.debug("How far a computation is cannot be told", unknown);
        }
    }

    @Override
    public void close() {
        reports.cancel(false);
    }

    /** Its thread is there only as long as something is computed. */
    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "turnstile-progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(2, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }
}
