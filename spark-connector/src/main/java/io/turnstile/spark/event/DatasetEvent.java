package io.turnstile.spark.event;

import java.time.Duration;
import java.time.Instant;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event on Spark's listener bus that tells what Turnstile did for an application: a {@link SparkListener} hears of
 * it in {@code onOtherEvent}. It is written to event logs, as JSON with a field for each component, so they are text and
 * numbers; an application or history server that lacks this class passes it over.
 *
 * @param dataset the dataset's key
 * @param action what was done
 * @param rerun whether it was computed in place of what was there
 * @param generation the generation that was published, reused, read or removed; empty if there was none
 * @param rows rows in it, -1 if unknown
 * @param waitedMillis how long this call waited for other applications
 * @param computeMillis how long the computation of that generation took, whoever made it
 * @param atMillis when, since the epoch, by the driver's clock
 * @param execution the id of the SQL execution that did it, -1 if none did
 */
public record DatasetEvent(
        String dataset,
        Action action,
        boolean rerun,
        String generation,
        long rows,
        long waitedMillis,
        long computeMillis,
        long atMillis,
        long execution)
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

    /** How long this call waited for other applications, to the millisecond. */
    public Duration waited() {
        return Duration.ofMillis(waitedMillis);
    }

    /** How long the computation of that generation took, whoever made it, to the millisecond. */
    public Duration computeTime() {
        return Duration.ofMillis(computeMillis);
    }

    /** When, by the driver's clock. */
    public Instant at() {
        return Instant.ofEpochMilli(atMillis);
    }
}
