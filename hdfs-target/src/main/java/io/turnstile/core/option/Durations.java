package io.turnstile.core.option;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser and formatter of durations, as options spell them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h},
 * {@code 7d}.
 */
public final class Durations {
    /** Longer than anything that runs, and still safe to add to a clock. */
    static final Duration UNLIMITED = Duration.ofDays(36_500);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|min|h|d)");

    private Durations() {}

    /** As an option spells it; empty if that is none. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration exact = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofMinutes(amount);
        };
        return Optional.of(exact.compareTo(UNLIMITED) < 0 ? exact : UNLIMITED);
    }

    /** As an option, in its largest unit without a rest: {@code 90m}, {@code 1d}; to the millisecond. */
    public static String spelled(Duration duration) {
        Map<String, Duration> units = new LinkedHashMap<>();
        units.put("d", Duration.ofDays(1));
        units.put("h", Duration.ofHours(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("s", Duration.ofSeconds(1));
        return units.entrySet().stream()
                .filter(unit -> duration.toMillis() % unit.getValue().toMillis() == 0)
                .findFirst()
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .orElseGet(() -> duration.toMillis() + "ms");
    }

    /** For people: {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 1 h}, {@code 2 h 30 min}. */
    public static String shown(Duration duration) {
        if (duration.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toMinutes() < 1) {
            return duration.toSeconds() + " s";
        }
        return duration.toHours() < 1
                ? shown(duration.toMinutes(), "min", duration.toSecondsPart(), "s")
                : shown(duration.toHours(), "h", duration.toMinutesPart(), "min");
    }

    private static String shown(long amount, String unit, int rest, String restUnit) {
        return amount + " " + unit + (rest == 0 ? "" : " " + rest + " " + restUnit);
    }
}
