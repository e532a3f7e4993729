package io.turnstile.core.option;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of options as users write them, and what they mean. Whatever is not what its option takes is an {@link
 * InvalidOptionException}.
 */
record OptionValues(Map<TurnstileOption, String> given) {
    private static final String AUTO = "auto";
    private static final String WAIT = "wait:";
    private static final String IF_OLDER = "if-older-than:";
    private static final String OF_REDIS_UNAVAILABLE = "'continue', 'fail' or 'wait:' and a duration such as 5m";

    Optional<String> text(TurnstileOption option) {
        return Optional.ofNullable(given.get(option)).filter(value -> !value.isEmpty());
    }

    Duration duration(TurnstileOption option) {
        String value = text(option).orElse(option.standard());
        if (option == TurnstileOption.LOCK_WAIT && value.equalsIgnoreCase("unlimited")) {
            return Durations.UNLIMITED;
        }
        return Durations.parse(value).orElseThrow(() -> invalid(option, "a duration such as 500ms, 30s, 10m or 1h"));
    }

    LockKind lockKind() {
        boolean redis = text(TurnstileOption.REDIS).isPresent();
        if (text(TurnstileOption.LOCKS).orElse(AUTO).equalsIgnoreCase(AUTO)) {
            return redis ? LockKind.REDIS : LockKind.ROOT;
        }
        LockKind kind = word(TurnstileOption.LOCKS, LockKind.class, "'auto', 'redis', 'root' or 'process'");
        if (kind == LockKind.REDIS && !redis) {
            throw new InvalidOptionException(
                    "The option 'locks' is 'redis', and 'redis' is missing: say where it is, redis://host:port.");
        }
        return kind;
    }

    boolean failsWithoutRedis() {
        String value =
                text(TurnstileOption.REDIS_UNAVAILABLE).orElse("continue").toLowerCase(Locale.ROOT);
        if (!value.equals("continue") && !value.equals("fail")) {
            throw invalid(TurnstileOption.REDIS_UNAVAILABLE, OF_REDIS_UNAVAILABLE);
        }
        return value.equals("fail");
    }

    Duration patience() {
        String value = text(TurnstileOption.REDIS_UNAVAILABLE).orElse("").toLowerCase(Locale.ROOT);
        return value.startsWith(WAIT)
                ? Durations.parse(value.substring(WAIT.length()))
                        .orElseThrow(() -> invalid(TurnstileOption.REDIS_UNAVAILABLE, OF_REDIS_UNAVAILABLE))
                : Duration.ZERO;
    }

    RerunPolicy rerunPolicy() {
        String value = text(TurnstileOption.RERUN)
                .orElse(TurnstileOption.RERUN.standard())
                .toLowerCase(Locale.ROOT);
        return switch (value) {
            case "deny" -> new RerunPolicy(RerunPolicy.Kind.DENY, Duration.ZERO);
            case "allow" -> new RerunPolicy(RerunPolicy.Kind.ALLOW, Duration.ZERO);
            case "if-changed" -> new RerunPolicy(RerunPolicy.Kind.IF_CHANGED, Duration.ZERO);
            default ->
                new RerunPolicy(
                        RerunPolicy.Kind.IF_OLDER,
                        Optional.of(value)
                                .filter(text -> text.startsWith(IF_OLDER))
                                .flatMap(text -> Durations.parse(text.substring(IF_OLDER.length())))
                                .orElseThrow(
                                        () -> invalid(
                                                TurnstileOption.RERUN,
                                                "'deny', 'allow', 'if-changed' or 'if-older-than:' and a duration such as 10m")));
        };
    }

    <E extends Enum<E>> E word(TurnstileOption option, Class<E> words, String expected) {
        String value = text(option).orElse(option.standard());
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> invalid(option, expected));
    }

    int generations() {
        TurnstileOption option = TurnstileOption.RETENTION_GENERATIONS;
        String value = text(option).orElse(option.standard());
        if (value.equalsIgnoreCase(option.standard())) {
            return Integer.MAX_VALUE;
        }
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw invalid(option, "a whole number from 1 to 999999999, or 'unlimited'");
        }
        return Integer.parseInt(value);
    }

    int count(TurnstileOption option) {
        String value = text(option).orElse(option.standard());
        if (!value.matches("[0-9]{1,9}")) {
            throw invalid(option, "a whole number from 0 to 999999999");
        }
        return Integer.parseInt(value);
    }

    /** Whether the second of two words was chosen. */
    boolean choice(TurnstileOption option, String standard, String other) {
        String value = text(option).orElse(standard).toLowerCase(Locale.ROOT);
        if (!value.equals(standard) && !value.equals(other)) {
            throw invalid(option, "'" + standard + "' or '" + other + "'");
        }
        return value.equals(other);
    }

    InvalidOptionException invalid(TurnstileOption option, String expected) {
        return new InvalidOptionException(
                "The option '" + option.key() + "' is '" + given.get(option) + "'; it takes " + expected + ".");
    }
}
