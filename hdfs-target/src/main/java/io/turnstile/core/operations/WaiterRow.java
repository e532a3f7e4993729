package io.turnstile.core.operations;

import java.time.Duration;

/**
 * A row of the waiters listing: a call that waits for the holder of a lock, be it to write or to read.
 *
 * @param dataset the dataset that it waits for
 * @param application the id of the application that waits
 * @param applicationName what it calls itself
 * @param user as whom it runs
 * @param host where its driver is
 * @param waitedFor for how long
 */
public record WaiterRow(
        String dataset, String application, String applicationName, String user, String host, Duration waitedFor) {}
