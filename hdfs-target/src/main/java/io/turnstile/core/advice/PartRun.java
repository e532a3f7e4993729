package io.turnstile.core.advice;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of a query that was computed once. Times are processor time of executors, in nanoseconds. Not thread-safe. */
final class PartRun {
    final RanQuery query;
    final double nanos;

    /** How much of the time was not spent on warming up, which had to be in any case. */
    final double warm;

    /** How many rows it gave. */
    final double given;

    /** Whether these are all. There are more where what is above it needed no others, and a condition was moved beneath it. */
    final boolean whole;

    private final Reckoned reckoned;

    /** The smallest part of that query that it is a part of; null if there is none. */
    final @Nullable PartRun within;

    private boolean cached;
    private double gone;

    /**
     * What did not run, in nanoseconds as operators are reckoned.
     *
     * @param reading its rows from a dataset
     * @param writing them to one
     * @param column having a further column of what it reads
     * @param pace of the application that ran it
     */
    record Reckoned(double reading, double writing, double column, Pace pace) {}

    PartRun(
            RanQuery query,
            double nanos,
            double warm,
            double given,
            boolean whole,
            Reckoned reckoned,
            @Nullable PartRun within) {
        this.query = query;
        this.nanos = nanos;
        this.warm = warm;
        this.given = given;
        this.whole = whole;
        this.reckoned = reckoned;
        this.within = within;
    }

    /** What reading it would take from a dataset of so many rows. */
    double toRead(double rows) {
        return ofRows(reckoned.reading, rows);
    }

    /** What writing so many rows would take. */
    double toWrite(double rows) {
        return ofRows(reckoned.writing, rows);
    }

    private double ofRows(double reckonedNanos, double rows) {
        return reckoned.pace.nanos(given == 0 ? reckonedNanos : reckonedNanos * rows / given);
    }

    /** What computing it would take with so many columns more, where what is taken to be read is. */
    double toCompute(int moreColumns) {
        return left() + moreColumns * reckoned.pace.nanos(reckoned.column);
    }

    /** Adds those that it is a part of. */
    void addAround(Set<PartRun> runs) {
        for (PartRun around = within; around != null; around = around.within) {
            runs.add(around);
        }
    }

    private double left() {
        return Math.max(0, warm - gone);
    }

    private boolean isNeeded() {
        for (PartRun around = this; around != null; around = around.within) {
            if (around.cached) {
                return false;
            }
        }
        return true;
    }

    /** What reading it would save besides what is taken to be read; less than nothing where computing it is faster. */
    double saved(double rows) {
        return isNeeded() ? left() - toRead(rows) : 0;
    }

    /** Takes it to be read from now on. Parts of it are then not computed either, and what it is a part of costs as much less. */
    void read(double rows) {
        if (isNeeded()) {
            double saved = saved(rows);
            cached = true;
            for (PartRun around = within; around != null; around = around.within) {
                around.gone += saved;
            }
        }
    }
}
