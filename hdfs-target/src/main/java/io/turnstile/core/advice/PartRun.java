package io.turnstile.core.advice;

import org.jspecify.annotations.Nullable;

/** A part of a query that was computed once. Times are processor time of executors, in nanoseconds. Not thread-safe. */
final class PartRun {
    final RanQuery query;
    final double nanos;

    /** What it would take to write its rows. */
    final double nanosToWrite;

    private final double warm;
    private final double nanosToRead;

    /** The smallest part of that query that it is a part of; null if there is none. */
    final @Nullable PartRun within;

    private boolean cached;
    private double gone;

    /** @param warm how much of the time was not spent on warming up, which had to be in any case */
    PartRun(
            RanQuery query,
            double nanos,
            double warm,
            double nanosToRead,
            double nanosToWrite,
            @Nullable PartRun within) {
        this.query = query;
        this.nanos = nanos;
        this.warm = warm;
        this.nanosToRead = nanosToRead;
        this.nanosToWrite = nanosToWrite;
        this.within = within;
    }

    /** What reading it would have saved. */
    double saved() {
        return Math.max(0, warm - nanosToRead);
    }

    /**
     * Takes it to be read from now on. Parts of it are then not computed either, and what it is a part of costs as much less.
     *
     * @return what that saves besides what others of this query have saved that were taken before
     */
    double read() {
        for (PartRun around = this; around != null; around = around.within) {
            if (around.cached) {
                return 0;
            }
        }
        cached = true;
        double left = Math.max(0, warm - gone);
        double saved = Math.max(0, left - nanosToRead);
        for (PartRun around = within; around != null; around = around.within) {
            around.gone += saved;
        }
        return saved;
    }
}
