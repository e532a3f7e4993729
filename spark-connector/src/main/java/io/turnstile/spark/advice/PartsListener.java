package io.turnstile.spark.advice;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.option.AdviceSettings;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that has the parts of each query written to the application's event log, where {@code spark.turnstile.advise} is true
 * in the query's session. Queries are looked at after they have ended, on a thread that nobody waits for but, for ten seconds at
 * most, the end of the application. What cannot be told is left out; a query never fails by it.
 *
 * <p>It hears on the queue of Spark's own writer of the log, so that it may call that writer: what is posted to the bus while the
 * application ends is lost.
 */
public final class PartsListener extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(PartsListener.class);
    private static final int MOST_WAITING = 200;
    private static final int PATIENCE_SECONDS = 10;

    private final EventLoggingListener log;
    private final Queue<QueryParts> ready = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                Thread made = new Thread(task, "turnstile-advice");
                made.setDaemon(true);
                return made;
            });

    private PartsListener(EventLoggingListener log) {
        this.log = log;
        thread.allowCoreThreadTimeOut(true);
    }

    /** Listens to an application that has just begun, if it writes an event log. Does not fail. */
    public static void attach(SparkContext application) {
        try {
            if (application.eventLogger().isDefined()) {
                application
                        .listenerBus()
                        .addToEventLogQueue(
                                new PartsListener(application.eventLogger().get()));
            } else if (application.getConf().get(AdviceSettings.ADVISE, "false").equals("true")) {
                LOG.warn(
                        "{} is true, but there is no event log to write to: set spark.eventLog.enabled=true, too",
                        AdviceSettings.ADVISE);
            }
        } catch (RuntimeException | LinkageError unlike) {
            LOG.warn("The parts of queries are not written to the event log: {}", unlike.toString());
        }
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof SparkListenerSQLExecutionEnd end) {
            begin(end);
        }
        write();
    }

    private void begin(SparkListenerSQLExecutionEnd end) {
        QueryExecution query = end.qe();
        // Of one that failed nobody knows what it would have cost.
        if (query == null || failed(end)) {
            return;
        }
        try {
            if (AdviceSettings.advises(query.sparkSession().conf())) {
                thread.execute(() -> look(end.executionId(), query));
            }
        } catch (InvalidOptionException mistake) {
            LOG.warn("The parts of queries are not written to the event log: {}", mistake.getMessage());
        } catch (RejectedExecutionException tooMany) {
            LOG.debug("The parts of query {} are left out, as too many wait", end.executionId());
        } catch (RuntimeException | LinkageError unlike) {
            LOG.debug("The parts of query {} are left out", end.executionId(), unlike);
        }
    }

    private static boolean failed(SparkListenerSQLExecutionEnd end) {
        return end.executionFailure() != null && end.executionFailure().isDefined();
    }

    private void look(long execution, QueryExecution query) {
        try {
            PartsOfQuery.of(execution, query).ifPresent(ready::add);
        } catch (Exception | LinkageError | StackOverflowError untold) { // Scala throws what it does not declare.
            LOG.debug("The parts of query {} are left out", execution, untold);
        }
    }

    @Override
    public void onJobStart(SparkListenerJobStart event) {
        write();
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted event) {
        write();
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd event) {
        write();
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd event) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("The parts of the last queries are left out, as the application ends");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        write();
    }

    private void write() {
        for (QueryParts parts = ready.poll(); parts != null; parts = ready.poll()) {
            log.onOtherEvent(parts);
        }
    }
}
