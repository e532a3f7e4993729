package io.turnstile.spark.ui;

import io.turnstile.spark.event.DatasetEvent;
import org.apache.spark.util.kvstore.KVIndex;

/**
 * An event as Spark's store of an application's status keeps it, in memory or on a disk.
 *
 * @param id how many there were before
 * @param event what happened
 * @param savedMillis how long it would have taken this application to compute what it got, 0 if that is not so
 */
record KeptEvent(long id, DatasetEvent event, long savedMillis) {
    static final String BY_GENERATION = "generation";

    /** Written out, as on a component the annotation would stand for the field, too, and the store wants it once. */
    @Override
    @KVIndex
    public long id() {
        return id;
    }

    /** To find whether the application had a generation before. */
    @KVIndex(BY_GENERATION)
    String generation() {
        return generation(event);
    }

    static String generation(DatasetEvent event) {
        return event.dataset() + '/' + event.generation();
    }
}
