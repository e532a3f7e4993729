package io.turnstile.spark.event;

import java.time.Duration;
import java.time.Instant;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event on Spark's listener bus that tells of a call that waits for another application, and how far that is. It is not
 * written to event logs.
 *
 * @param id tells the wait from others of this application
 * @param dataset the dataset's key
 * @param phase whether it begins, goes on or ends
 * @param holder who computes the dataset
 * @param percent how much of its work is done, as far as it knows; -1 if that is unknown
 * @param waited how long the call has waited
 * @param at when that was, by this application's clock
 */
public record DatasetWait(
        String id, String dataset, Phase phase, String holder, int percent, Duration waited, Instant at)
        implements SparkListenerEvent {
    /** The phase of a wait. */
    public enum Phase {
        /** It begins. */
        BEGAN,
        /** It goes on. */
        GOES_ON,
        /** It is over, whatever came of it. */
        ENDED
    }

    @Override
    public boolean logEvent() {
        return false;
    }
}
