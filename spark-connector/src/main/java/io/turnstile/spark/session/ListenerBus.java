package io.turnstile.spark.session;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;

/** Access to Spark's listener bus, on which its listeners hear what happens. */
public final class ListenerBus {
    private ListenerBus() {}

    /** Posts an event; listeners get it later, on another thread, and by the end of the application at the latest. */
    public static void post(SparkContext context, SparkListenerEvent event) {
        context.listenerBus().post(event);
    }
}
