package io.turnstile.core.option;

import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parsed configuration: how to coordinate, made from the options that users write. Immutable. Every value is
 * checked when the options are made, so that a mistake costs nothing.
 */
public final class TurnstileOptions {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final String WAIT = "wait:";
    private static final String IF_OLDER = "if-older-than:";
    private static final String OF_REDIS_UNAVAILABLE = "'continue', 'fail' or 'wait:' and a duration such as 5m";

    private final Map<TurnstileOption, String> given;
    private final Duration lockWait;
    private final ProgressMode progress;
    private final Duration lockLease;
    private final Duration retention;
    private final int retentionGenerations;
    private final @Nullable Duration ttl;
    private final int localityFiles;
    private final Duration redisPatience;
    private final WhenUnavailable redisUnavailable;
    private final boolean failOnContention;
    private final boolean warnOfStaleReads;
    private final boolean waitDuringRerun;
    private final @Nullable Duration maxAge;
    private final @Nullable StalePolicy stale;
    private final RerunPolicy rerun;
    private final boolean verifyLengths;
    private final boolean recomputeOnDamage;

    private TurnstileOptions(Map<TurnstileOption, String> given) {
        this.given = given;
        this.lockWait = duration(TurnstileOption.LOCK_WAIT);
        this.progress = word(TurnstileOption.PROGRESS, ProgressMode.class, "'auto', 'bar', 'log' or 'off'");
        this.lockLease = duration(TurnstileOption.LOCK_LEASE);
        if (lockLease.compareTo(SHORTEST_LEASE) < 0) {
            throw invalid(TurnstileOption.LOCK_LEASE, "at least 1s");
        }
        this.retention = duration(TurnstileOption.RETENTION);
        this.retentionGenerations = generations();
        this.ttl = text(TurnstileOption.TTL).isPresent() ? duration(TurnstileOption.TTL) : null;
        this.localityFiles = count(TurnstileOption.LOCALITY_FILES);
        this.redisPatience = patience();
        this.redisUnavailable =
                redisPatience.isZero() && failsWithoutRedis() ? WhenUnavailable.FAIL : WhenUnavailable.CONTINUE;
        this.failOnContention = choice(TurnstileOption.ON_CONTENTION, "wait", "fail");
        this.warnOfStaleReads = choice(TurnstileOption.READ_STALE, "serve", "warn");
        this.waitDuringRerun = choice(TurnstileOption.DURING_RERUN, "previous", "wait");
        this.maxAge = text(TurnstileOption.MAX_AGE).isPresent() ? duration(TurnstileOption.MAX_AGE) : null;
        this.stale = text(TurnstileOption.STALE).isPresent()
                ? word(TurnstileOption.STALE, StalePolicy.class, "'serve', 'warn', 'recompute' or 'fail'")
                : null;
        this.rerun = rerunPolicy();
        this.verifyLengths = choice(TurnstileOption.VERIFY_ON_READ, "opened", "lengths");
        this.recomputeOnDamage = choice(TurnstileOption.ON_DAMAGE, "fail", "recompute");
    }

    /**
     * Reads options by the names that users write.
     *
     * @throws InvalidOptionException if a name is none of {@link TurnstileOption}'s (the message suggests the nearest), or
     *     a value is not what the option takes
     */
    public static TurnstileOptions of(Map<String, String> options) {
        Map<TurnstileOption, String> given = new EnumMap<>(TurnstileOption.class);
        options.forEach((name, value) -> given.put(
                TurnstileOption.named(name)
                        .orElseThrow(() -> InvalidOptionException.unknown(name, TurnstileOption.keys())),
                value.strip()));
        return new TurnstileOptions(given);
    }

    /**
     * These options with some of them replaced, for a single read or write.
     *
     * @throws InvalidOptionException as {@link #of}, or if one that belongs to the root has another value there
     */
    public TurnstileOptions with(Map<String, String> options) {
        Map<TurnstileOption, String> merged = new EnumMap<>(TurnstileOption.class);
        merged.putAll(given);
        of(options).given.forEach((option, value) -> {
            if (option.belongsToRoot() && !value.equals(given.get(option))) {
                throw new InvalidOptionException("The option '" + option.key()
                        + "' belongs to the root, which was opened" + " with another value; give it to the catalog.");
            }
            merged.put(option, value);
        });
        return new TurnstileOptions(merged);
    }

    /** The root's path. @throws InvalidOptionException if it was not given */
    public String root() {
        return text(TurnstileOption.ROOT)
                .orElseThrow(() -> new InvalidOptionException(
                        "The option 'root' is missing: the directory that holds the datasets, such as hdfs:///cache."));
    }

    /** The lock service's address; empty for locks within this JVM. */
    public Optional<String> redis() {
        return text(TurnstileOption.REDIS);
    }

    /**
     * Whether an address of the lock service has a password in it, which must not be shown.
     *
     * @throws IllegalArgumentException if the address is malformed
     */
    public static boolean hasPassword(String address) {
        return RedisSettings.parse(address).password() != null;
    }

    /** The lock service's password, where it is given as an option of its own. */
    public Optional<String> redisPassword() {
        return text(TurnstileOption.REDIS_PASSWORD);
    }

    /** The name under which credential providers hold the lock service's password. */
    public Optional<String> redisPasswordAlias() {
        return text(TurnstileOption.REDIS_PASSWORD_ALIAS);
    }

    /** What to do while the lock service does not answer. */
    public WhenUnavailable redisUnavailable() {
        return redisUnavailable;
    }

    /** How long to wait for a lock service that does not answer, before going on without. */
    public Duration redisPatience() {
        return redisPatience;
    }

    /** How long to wait for whoever computes the dataset. */
    public Duration lockWait() {
        return failOnContention ? Duration.ZERO : lockWait;
    }

    /** How a wait is shown. */
    public ProgressMode progress() {
        return progress;
    }

    /** How long locks and pins outlive their application. */
    public Duration lockLease() {
        return lockLease;
    }

    /** How long superseded generations are kept. */
    public Duration retention() {
        return retention;
    }

    /** How many generations of a dataset can be read at most, the head included. */
    public int retentionGenerations() {
        return retentionGenerations;
    }

    /** How long after it was published a dataset is reused; empty if that is left to who published it. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /** Whether a read waits for a rerun that is under way, rather than taking the generation that is there. */
    public boolean waitDuringRerun() {
        return waitDuringRerun;
    }

    /** For how many files of a read to find out on which hosts they are. */
    public int localityFiles() {
        return localityFiles;
    }

    /** How old a dataset may be that a write reuses, whatever its ttl; empty if that does not matter. */
    public Optional<Duration> maxAge() {
        return Optional.ofNullable(maxAge);
    }

    /** What to do where what a dataset was computed from has changed; empty if that is left to who published it. */
    public Optional<StalePolicy> stale() {
        return Optional.ofNullable(stale);
    }

    /** Whether a read looks whether what was computed has changed beneath it. */
    public boolean warnOfStaleReads() {
        return warnOfStaleReads;
    }

    /** Whether a dataset that exists may be replaced. */
    public RerunPolicy rerun() {
        return rerun;
    }

    /** Whether a dataset that exists may be replaced or removed, on no condition. */
    public boolean rerunAllowed() {
        return rerun.kind() == RerunPolicy.Kind.ALLOW;
    }

    /** Whether a read compares the lengths of all files with the manifest before it begins. */
    public boolean verifyLengths() {
        return verifyLengths;
    }

    /** Whether a dataset that is damaged is computed again by who would have reused it. */
    public boolean recomputeOnDamage() {
        return recomputeOnDamage;
    }

    private Optional<String> text(TurnstileOption option) {
        return Optional.ofNullable(given.get(option)).filter(value -> !value.isEmpty());
    }

    private Duration duration(TurnstileOption option) {
        String value = text(option).orElse(option.standard());
        if (option == TurnstileOption.LOCK_WAIT && value.equalsIgnoreCase("unlimited")) {
            return Durations.UNLIMITED;
        }
        return Durations.parse(value).orElseThrow(() -> invalid(option, "a duration such as 500ms, 30s, 10m or 1h"));
    }

    private boolean failsWithoutRedis() {
        String value =
                text(TurnstileOption.REDIS_UNAVAILABLE).orElse("continue").toLowerCase(Locale.ROOT);
        if (!value.equals("continue") && !value.equals("fail")) {
            throw invalid(TurnstileOption.REDIS_UNAVAILABLE, OF_REDIS_UNAVAILABLE);
        }
        return value.equals("fail");
    }

    private Duration patience() {
        String value = text(TurnstileOption.REDIS_UNAVAILABLE).orElse("").toLowerCase(Locale.ROOT);
        return value.startsWith(WAIT)
                ? Durations.parse(value.substring(WAIT.length()))
                        .orElseThrow(() -> invalid(TurnstileOption.REDIS_UNAVAILABLE, OF_REDIS_UNAVAILABLE))
                : Duration.ZERO;
    }

    private RerunPolicy rerunPolicy() {
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

    private <E extends Enum<E>> E word(TurnstileOption option, Class<E> words, String expected) {
        String value = text(option).orElse(option.standard());
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> invalid(option, expected));
    }

    private int generations() {
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

    private int count(TurnstileOption option) {
        String value = text(option).orElse(option.standard());
        if (!value.matches("[0-9]{1,9}")) {
            throw invalid(option, "a whole number from 0 to 999999999");
        }
        return Integer.parseInt(value);
    }

    /** Whether the second of two words was chosen. */
    private boolean choice(TurnstileOption option, String standard, String other) {
        String value = text(option).orElse(standard).toLowerCase(Locale.ROOT);
        if (!value.equals(standard) && !value.equals(other)) {
            throw invalid(option, "'" + standard + "' or '" + other + "'");
        }
        return value.equals(other);
    }

    private InvalidOptionException invalid(TurnstileOption option, String expected) {
        return new InvalidOptionException(
                "The option '" + option.key() + "' is '" + given.get(option) + "'; it takes " + expected + ".");
    }
}
