package io.turnstile.core.cli;

import io.turnstile.core.option.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A formatter of single values for people: {@code 1 h 5 min}, {@code 1.2 GiB}, {@code 2001-01-01T00:00:00Z}, {@code yes}.
 * Times are in UTC.
 */
final class Cells {
    /** An application's name is anybody's, and must not play with the terminal. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final String UNITS = "KMGTPE";

    private Cells() {}

    /**
     * A value as it is shown; a hyphen for null.
     *
     * @param name what it is called; what ends with {@code bytes} is a size
     */
    static String shown(String name, @Nullable Object value) {
        return CONTROL.matcher(text(name, value)).replaceAll("?");
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof Duration duration) {
            return Durations.shown(duration);
        }
        if (value instanceof Instant at) {
            return at.truncatedTo(ChronoUnit.SECONDS).toString();
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        if (value instanceof Long number && name.endsWith("bytes")) {
            return bytes(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return value == null ? "-" : value.toString();
    }

    /** A size, by powers of 1024: {@code 512 B}, {@code 1.2 GiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        // As it is rounded to a digit, 1023.95 would be shown as 1024.0 of the smaller unit.
        while (amount >= 1023.95) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", amount, UNITS.charAt(unit));
    }
}
