package io.turnstile.bench;

import java.util.Locale;

/** A unit of measurement: what a number counts, and how people read it. */
public enum Unit {
    /** Time. */
    SECONDS {
        @Override
        public String format(double value) {
            if (value >= 1) {
                return significant(value) + " s";
            }
            return value >= 0.001 ? significant(value * 1e3) + " ms" : significant(value * 1e6) + " µs";
        }
    },
    /** Events in a second. */
    PER_SECOND {
        @Override
        public String format(double value) {
            return value >= 10_000 ? significant(value / 1000) + " k/s" : significant(value) + " /s";
        }
    },
    /** Memory. */
    BYTES {
        @Override
        public String format(double value) {
            return value >= 1 << 20 ? significant(value / (1 << 20)) + " MiB" : significant(value) + " B";
        }
    },
    /** Things, such as requests. */
    COUNT {
        @Override
        public String format(double value) {
            return value == Math.rint(value) ? "%,d".formatted((long) value) : significant(value);
        }
    };

    /** For people. */
    public abstract String format(double value);

    /** Three digits, or all those before the point. */
    private static String significant(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
