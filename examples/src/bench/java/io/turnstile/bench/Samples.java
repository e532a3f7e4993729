package io.turnstile.bench;

import java.util.Arrays;
import java.util.List;

/** A set of samples: the same thing, measured several times. Immutable. */
public final class Samples {
    /** How sure the interval is to hold the median. */
    private static final double CONFIDENCE = 0.95;

    private final Unit unit;
    private final double[] sorted;

    private Samples(Unit unit, double[] sorted) {
        this.unit = unit;
        this.sorted = sorted;
    }

    /**
     * Samples in any order.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Samples of(Unit unit, double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Samples(unit, sorted);
    }

    /** Samples in any order. */
    public static Samples of(Unit unit, List<Double> values) {
        return of(unit, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** That below which the given part of them lies, by the nearest rank: 0.5 gives one in the middle. */
    public double quantile(double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    /** The one in the middle, or the mean of the two there. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The lower end of the 95 % interval of the median, which supposes nothing about how the samples are distributed: the
     * k-th smallest, for the greatest k such that fewer than k heads in as many throws have a chance of at most 2.5 %
     * (Conover, Practical Nonparametric Statistics, on confidence intervals for a quantile). Below six samples, the smallest.
     */
    public double low() {
        return sorted[rank() - 1];
    }

    /** The upper end of that interval. */
    public double high() {
        return sorted[sorted.length - rank()];
    }

    private int rank() {
        int n = sorted.length;
        double chance = Math.pow(0.5, n); // of exactly k heads, from k = 0
        double below = chance;
        int k = 0;
        while (below <= (1 - CONFIDENCE) / 2) {
            k++;
            chance *= (double) (n - k + 1) / k;
            below += chance;
        }
        return Math.max(1, k);
    }

    /** Median and, if there are more than one, the smallest and the greatest. */
    @Override
    public String toString() {
        String median = unit.format(median());
        return sorted.length == 1
                ? median
                : "%s (%s – %s)".formatted(median, unit.format(sorted[0]), unit.format(sorted[sorted.length - 1]));
    }
}
