package io.turnstile.target;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as options spell them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code 7d}. */
final class Durations {
    /** Longer than anything that runs, and still safe to add to a clock. */
    static final Duration UNLIMITED = Duration.ofDays(36_500);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|min|h|d)");

    private Durations() {}

    static Optional<Duration> parse(String text) {
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

    /** For people: {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}. */
    static String shown(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 60 ? seconds + " s" : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
