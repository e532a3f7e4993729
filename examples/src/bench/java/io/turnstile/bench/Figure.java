package io.turnstile.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark result, which is a line of the table.
 *
 * @param row the row's name and, after a slash, what it is measured beside where there are several
 * @param ours what we take, for people
 * @param peer what the other takes, for people; {@code –} if there is no other
 * @param ratio ours to the peer's, where that is the claim
 * @param goal what is claimed
 * @param met whether it holds
 */
public record Figure(
        String row, String ours, String peer, @Nullable Ratio ratio, String goal, boolean met) {
    private static final String NOTHING = "–";
    private static final String SEPARATOR = "\t";

    /** Median and 95 % interval. */
    public record Ratio(double median, double low, double high) {
        @Override
        public String toString() {
            return low == median && high == median
                    ? number(median)
                    : "%s (%s – %s)".formatted(number(median), number(low), number(high));
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
        }
    }

    /** A claim about the ratio of two things that were measured in pairs. */
    public static Figure of(String row, Pairs pairs, Goal goal) {
        Samples ratios = pairs.ratios();
        return new Figure(
                row,
                pairs.ours().toString(),
                pairs.peers().toString(),
                new Ratio(ratios.median(), ratios.low(), ratios.high()),
                goal.toString(),
                goal.isMetBy(ratios));
    }

    /** A claim about something that is counted, or has no peer. */
    public static Figure of(String row, String ours, String goal, boolean met) {
        return new Figure(row, ours, NOTHING, null, goal, met);
    }

    /** A claim about what happens, here and with a peer. */
    public static Figure of(String row, String ours, String peer, String goal, boolean met) {
        return new Figure(row, ours, peer, null, goal, met);
    }

    /** As one line for {@link #parse}. */
    String line() {
        return String.join(
                SEPARATOR,
                row,
                ours,
                peer,
                ratio == null ? "" : ratio.median() + " " + ratio.low() + " " + ratio.high(),
                goal,
                Boolean.toString(met));
    }

    static Figure parse(String line) {
        List<String> parts = List.of(line.split(SEPARATOR, -1));
        Ratio ratio = null;
        if (!parts.get(3).isEmpty()) {
            String[] numbers = parts.get(3).split(" ", -1);
            ratio = new Ratio(
                    Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
        }
        return new Figure(
                parts.get(0), parts.get(1), parts.get(2), ratio, parts.get(4), Boolean.parseBoolean(parts.get(5)));
    }
}
