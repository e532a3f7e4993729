package io.turnstile.spark.fingerprint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The expressions that were looked at and found to be known, by exact class: {@code known-expressions.txt}. */
final class KnownExpressions {
    private static final String PACKAGE = "org.apache.spark.sql.catalyst.expressions.";
    private static final Map<Kind, Set<String>> KNOWN = read();

    private KnownExpressions() {}

    /** What may be said of an expression that is known. */
    enum Kind {
        SCALAR,
        AGGREGATE,
        RANK,
        ORDERED,
        GENERATOR
    }

    static boolean is(Kind kind, Expression expression) {
        String type = expression.getClass().getName();
        return type.startsWith(PACKAGE) && names(kind).contains(type.substring(PACKAGE.length()));
    }

    /** Names of classes, without the package of all expressions. */
    static Set<String> names(Kind kind) {
        return Objects.requireNonNull(KNOWN.get(kind));
    }

    private static Map<Kind, Set<String>> read() {
        Map<Kind, Set<String>> known = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            known.put(kind, new HashSet<>());
        }
        Set<String> section = new HashSet<>();
        for (String trimmed : text().lines().map(String::trim).toList()) {
            if (trimmed.startsWith("[")) {
                Kind kind =
                        Kind.valueOf(trimmed.substring(1, trimmed.length() - 1).toUpperCase(Locale.ROOT));
                section = Objects.requireNonNull(known.get(kind));
            } else if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                section.addAll(Set.of(trimmed.split(" +")));
            }
        }
        return known;
    }

    private static String text() {
        try (InputStream in = KnownExpressions.class.getResourceAsStream("known-expressions.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
