package io.turnstile.spark.event;

import java.time.Duration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event on Spark's listener bus that tells what Turnstile did for an application: a {@link SparkListener} hears of
 * it in {@code onOtherEvent}. It is not written to event logs, which other applications must be able to read without
 * this class.
 *
 * @param dataset the dataset's key
 * @param action what was done
 * @param generation the generation that was published, reused, read or removed; empty if there was none
 * @param rows rows in it, -1 if unknown
 * @param waited how long this call waited for other applications
 * @param computeTime how long the computation of that generation took, whoever made it
 */
public record DatasetEvent(
        String dataset, Action action, String generation, long rows, Duration waited, Duration computeTime)
        implements SparkListenerEvent {
    /** What was done. */
    public enum Action {
        /** This application computed it. */
        COMPUTED,
        /** A write found it, before or after waiting, and ran no query. */
        REUSED,
        /** It was opened for reading. */
        READ,
        /** It was removed. */
        REMOVED,
        /** A rerun or a removal was refused. */
        REFUSED
    }

    @Override
    public boolean logEvent() {
        return false;
    }
}
