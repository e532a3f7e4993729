package io.turnstile.bench;

import java.util.Locale;

/** The target of a benchmark: what the ratio of ours to the peer's is to be. */
public final class Goal {
    private enum Kind {
        AT_MOST,
        AT_LEAST,
        PARITY
    }

    /** How far above 1 the interval of a ratio may reach that counts as the same. */
    private static final double TOLERANCE = 1.05;

    private final Kind kind;
    private final double bound;

    private Goal(Kind kind, double bound) {
        this.kind = kind;
        this.bound = bound;
    }

    /** The median of the ratios is at most that. */
    public static Goal atMost(double bound) {
        return new Goal(Kind.AT_MOST, bound);
    }

    /** The median of the ratios is at least that. */
    public static Goal atLeast(double bound) {
        return new Goal(Kind.AT_LEAST, bound);
    }

    /** Not slower: the median is at most 1, or its interval holds 1 and ends by 1.05. */
    public static Goal parity() {
        return new Goal(Kind.PARITY, 1);
    }

    boolean isMetBy(Samples ratios) {
        return switch (kind) {
            case AT_MOST -> ratios.median() <= bound;
            case AT_LEAST -> ratios.median() >= bound;
            case PARITY -> ratios.median() <= 1 || (ratios.low() <= 1 && ratios.high() <= TOLERANCE);
        };
    }

    @Override
    public String toString() {
        return kind == Kind.PARITY
                ? "≤ 1.00 ×"
                : String.format(Locale.ROOT, "%s %.2f ×", kind == Kind.AT_LEAST ? "≥" : "≤", bound);
    }
}
