package io.turnstile.spark.event;

import java.time.Duration;
import java.time.Instant;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event on Spark's listener bus that tells of a wait for another application while it lasts. It is not written to
 * event logs: how long a call has waited in the end is in its {@link DatasetEvent}.
 *
 * @param id of the wait, the same in all of its events
 * @param dataset the dataset's key
 * @param phase whether it began, goes on or ended
 * @param holder who is waited for, in words
 * @param percent how much of the computation is done, from 0 to 100; -1 if unknown
 * @param waited how long it has lasted
 * @param at when this was so, by the driver's clock
 */
public record DatasetWait(
        String id, String dataset, Phase phase, String holder, int percent, Duration waited, Instant at)
        implements SparkListenerEvent {
    /** Where a wait is. */
    public enum Phase {
        /** It has begun. */
        BEGAN,
        /** It lasts; something that is told of it may have changed. */
        GOES_ON,
        /** It is over, however it ended. */
        ENDED
    }

    @Override
    public boolean logEvent() {
        return false;
    }
}
