package io.turnstile.core.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a generation and of its directory, {@code g-<version>-<8 hex>}.
 *
 * @param target the version that its writer tries to create; once that version exists and does not name this
 *     generation, it can never be published
 * @param suffix eight hexadecimal digits that tell apart writers with the same target
 */
public record GenerationName(long target, String suffix) {
    private static final Pattern FORM = Pattern.compile("g-(\\d{8}|[1-9]\\d{8,17})-([0-9a-f]{8})");

    /** A fresh name for a writer that aims at the given version. */
    public static GenerationName forTarget(long target) {
        return new GenerationName(
                target, "%08x".formatted(ThreadLocalRandom.current().nextInt()));
    }

    /** Reads a name; empty if it is none. */
    public static Optional<GenerationName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new GenerationName(Long.parseLong(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "g-%08d-%s", target, suffix);
    }
}
