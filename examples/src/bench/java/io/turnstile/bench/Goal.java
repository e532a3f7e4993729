package io.turnstile.bench;

import java.util.Locale;

/** The target of a benchmark: what the ratio of ours to the peer's is to be. */
public final class Goal {
    /** How far above 1 the interval of a ratio may reach that counts as the same. */
    private static final double TOLERANCE = 1.05;

    private final double low;
    private final double high;
    private final boolean parity;

    private Goal(double low, double high, boolean parity) {
        this.low = low;
        this.high = high;
        this.parity = parity;
    }

    /** The median of the ratios is at most that. */
    public static Goal atMost(double bound) {
        return between(0, bound);
    }

    /** The median of the ratios is at least that. */
    public static Goal atLeast(double bound) {
        return between(bound, Double.POSITIVE_INFINITY);
    }

    /** The median of the ratios is neither less nor more than these. */
    public static Goal between(double low, double high) {
        return new Goal(low, high, false);
    }

    /** Not slower: the median is at most 1, or its interval holds 1 and ends by 1.05. */
    public static Goal parity() {
        return new Goal(0, 1, true);
    }

    boolean isMetBy(Samples ratios) {
        double median = ratios.median();
        return (low <= median && median <= high) || (parity && ratios.low() <= 1 && ratios.high() <= TOLERANCE);
    }

    @Override
    public String toString() {
        if (low == 0) {
            return number("≤ %.2f ×", high);
        }
        return high == Double.POSITIVE_INFINITY
                ? number("≥ %.2f ×", low)
                : number("%.2f – ", low) + number("%.2f ×", high);
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
