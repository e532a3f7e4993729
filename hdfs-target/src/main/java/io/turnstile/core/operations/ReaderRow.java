package io.turnstile.core.operations;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A row of the readers listing: a reader's pin.
 *
 * @param application the id of the application that reads
 * @param applicationName what it calls itself
 * @param user as whom it runs
 * @param host where its driver is
 * @param generation what it reads; null while it waits, or has not chosen yet
 * @param heldFor how long the pin has been there
 */
public record ReaderRow(
        String application,
        String applicationName,
        String user,
        String host,
        @Nullable String generation,
        Duration heldFor) {}
