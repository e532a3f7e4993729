package io.turnstile.core.option;

import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parsed configuration: how to coordinate, made from the options that users write. Immutable. Every value is
 * checked when the options are made, so that a mistake costs nothing.
 */
public final class TurnstileOptions {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private final Map<TurnstileOption, String> given;
    private final Duration lockWait;
    private final ProgressMode progress;
    private final Duration lockLease;
    private final Duration retention;
    private final int retentionGenerations;
    private final @Nullable Duration ttl;
    private final int localityFiles;
    private final LockKind locks;
    private final Duration redisPatience;
    private final WhenUnavailable redisUnavailable;
    private final boolean storeTrusted;
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
        OptionValues values = new OptionValues(given);
        this.lockWait = values.duration(TurnstileOption.LOCK_WAIT);
        this.progress = values.word(TurnstileOption.PROGRESS, ProgressMode.class, "'auto', 'bar', 'log' or 'off'");
        this.lockLease = values.duration(TurnstileOption.LOCK_LEASE);
        if (lockLease.compareTo(SHORTEST_LEASE) < 0) {
            throw values.invalid(TurnstileOption.LOCK_LEASE, "at least 1s");
        }
        this.retention = values.duration(TurnstileOption.RETENTION);
        this.retentionGenerations = values.generations();
        this.ttl = values.text(TurnstileOption.TTL).isPresent() ? values.duration(TurnstileOption.TTL) : null;
        this.localityFiles = values.count(TurnstileOption.LOCALITY_FILES);
        this.locks = values.lockKind();
        this.redisPatience = values.patience();
        this.redisUnavailable =
                redisPatience.isZero() && values.failsWithoutRedis() ? WhenUnavailable.FAIL : WhenUnavailable.CONTINUE;
        this.storeTrusted = values.choice(TurnstileOption.STORE_TRUSTED, "false", "true");
        this.failOnContention = values.choice(TurnstileOption.ON_CONTENTION, "wait", "fail");
        this.warnOfStaleReads = values.choice(TurnstileOption.READ_STALE, "serve", "warn");
        this.waitDuringRerun = values.choice(TurnstileOption.DURING_RERUN, "previous", "wait");
        this.maxAge =
                values.text(TurnstileOption.MAX_AGE).isPresent() ? values.duration(TurnstileOption.MAX_AGE) : null;
        this.stale = values.text(TurnstileOption.STALE).isPresent()
                ? values.word(TurnstileOption.STALE, StalePolicy.class, "'serve', 'warn', 'recompute' or 'fail'")
                : null;
        this.rerun = values.rerunPolicy();
        this.verifyLengths = values.choice(TurnstileOption.VERIFY_ON_READ, "opened", "lengths");
        this.recomputeOnDamage = values.choice(TurnstileOption.ON_DAMAGE, "fail", "recompute");
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
        return values().text(TurnstileOption.ROOT)
                .orElseThrow(() -> new InvalidOptionException(
                        "The option 'root' is missing: the directory that holds the datasets, such as hdfs:///cache."));
    }

    /** Where locks are kept. */
    public LockKind locks() {
        return locks;
    }

    /** The address of Redis; empty if none is named. */
    public Optional<String> redis() {
        return values().text(TurnstileOption.REDIS);
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
        return values().text(TurnstileOption.REDIS_PASSWORD);
    }

    /** The name under which credential providers hold the lock service's password. */
    public Optional<String> redisPasswordAlias() {
        return values().text(TurnstileOption.REDIS_PASSWORD_ALIAS);
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

    /** Whether a root may be begun on an object store of which nothing is known. */
    public boolean storeTrusted() {
        return storeTrusted;
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

    private OptionValues values() {
        return new OptionValues(given);
    }
}
