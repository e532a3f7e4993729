package io.turnstile.core.operations;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A row of the listing of all readers: one application that reads a dataset, or waits to, with all of its pins there.
 *
 * @param dataset what it reads
 * @param application its id
 * @param applicationName what it calls itself
 * @param user as whom it runs
 * @param host where its driver is
 * @param pins how many pins it has on the dataset
 * @param generations which generations it reads, joined by commas; null while it waits, or has not chosen yet
 * @param heldFor how long the oldest of these pins has been there
 */
public record ReadingRow(
        String dataset,
        String application,
        String applicationName,
        String user,
        String host,
        long pins,
        @Nullable String generations,
        Duration heldFor) {}
