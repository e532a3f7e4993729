package io.turnstile.core.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, and no longer than it takes. */
public final class Eventually {
    private Eventually() {}

    /**
     * Returns as soon as nothing is in a directory. Tasks of a job that failed or was cancelled may end after it, and only
     * then take away what they had made.
     *
     * @throws AssertionError if something still is, in the end
     */
    public static void empty(Path directory) {
        holdsOnly(Set.of(), directory);
    }

    /** The same of all but the word that a computation which failed leaves. */
    public static void nothingButTheFailure(Path log) {
        holdsOnly(Set.of("failure.json"), log);
    }

    private static void holdsOnly(Set<String> names, Path directory) {
        within(Duration.ofSeconds(20), directory + " holds only " + names, () -> {
            String[] found = directory.toFile().list();
            return found != null && names.containsAll(List.of(found));
        });
    }

    /**
     * Returns as soon as a condition is true.
     *
     * @param what the condition in words, for the message
     * @throws AssertionError if it has not come true in time
     */
    public static void within(Duration atMost, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
