package io.turnstile.core.chaos;

import java.util.List;

/**
 * When each version of a dataset can have been created. Its author's call bounds it; versions are created one after another,
 * so each is also bounded by those before and after it.
 */
final class Timeline {
    private final List<Version> versions;
    private final long[] earliest;
    private final long[] latest;

    /** What is known of one version by itself. */
    interface Bounds {
        long earliest(Version version);

        long latest(Version version);
    }

    Timeline(List<Version> versions, Bounds bounds) {
        this.versions = versions;
        earliest = new long[versions.size()];
        latest = new long[versions.size()];
        long from = Long.MIN_VALUE;
        for (int i = 0; i < versions.size(); i++) {
            from = Math.max(from, bounds.earliest(versions.get(i)));
            earliest[i] = from;
        }
        long to = Long.MAX_VALUE;
        for (int i = versions.size() - 1; i >= 0; i--) {
            to = Math.min(to, bounds.latest(versions.get(i)));
            latest[i] = to;
        }
    }

    /** Whether that generation, or no generation if it is empty, was ever the head. */
    boolean everHead(String generation) {
        return generation.isEmpty() || versions.stream().anyMatch(v -> v.head().equals(generation));
    }

    /** Whether that generation, or none if it is empty, can have been the head at some moment of an interval. */
    boolean possibleHead(String generation, long begin, long end) {
        if (generation.isEmpty() && (versions.isEmpty() || begin <= latest[0])) {
            return true;
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).head().equals(generation) && earliest[i] <= end && begin <= gone(i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether that generation, or the absence of any, was certainly over when the interval began. */
    boolean certainlyOver(String generation, long begin) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).head().equals(generation) && gone(i) >= begin) {
                return false;
            }
        }
        return true;
    }

    /** The latest moment at which the version can have been the newest. */
    private long gone(int index) {
        return index + 1 < versions.size() ? latest[index + 1] : Long.MAX_VALUE;
    }
}
