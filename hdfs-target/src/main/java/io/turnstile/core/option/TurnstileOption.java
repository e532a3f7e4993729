package io.turnstile.core.option;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options that Turnstile itself knows, by the names that users write. */
public enum TurnstileOption {
    ROOT(
            "root",
            "required",
            "Directory that holds the datasets, on HDFS (hdfs:, viewfs:), on S3 (s3a:) or a local one (file:)."),
    REDIS(
            "redis",
            "none",
            "Address of the lock service, redis://[user[:password]@]host:port[/database], or"
                    + " redis-sentinel://[user[:password]@]host:port,host:port[/database]#master; with rediss for TLS."
                    + " Without it, locks are kept in the root."),
    LOCKS(
            "locks",
            "auto",
            "Where locks are kept: redis, root (in files of the root itself), or process (in memory: they reach no further than"
                    + " one JVM); auto is redis where that has an address, else root. The same for all who use the root."),
    REDIS_PASSWORD("redis.password", "none", "Password of the lock service, where the address has none."),
    REDIS_PASSWORD_ALIAS(
            "redis.password.alias",
            "none",
            "Name under which Hadoop's credential providers (hadoop.security.credential.provider.path) hold that"
                    + " password."),
    REDIS_UNAVAILABLE(
            "redis.unavailable",
            "continue",
            "While Redis, or the root's own locks, do not answer: continue goes on without locks (work may be done twice), wait:5m waits that long for"
                    + " it before it does, fail fails."),
    LOCK_WAIT("lock.wait", "unlimited", "How long to wait for an application that is computing the dataset."),
    PROGRESS(
            "progress",
            "auto",
            "How a wait is shown: bar is a line on standard error that is rewritten every second, log a line in the log every"
                    + " 30 s, auto is bar on a terminal and in a notebook and log elsewhere, off is nothing."),
    LOCK_LEASE(
            "lock.lease",
            "30s",
            "How long a lock outlives an application that died. Renewed every third of it while the application lives."),
    STORE_TRUSTED(
            "store.trusted",
            "false",
            "Whether a root may be begun on an object store other than AWS, or on an access point for several regions: true says"
                    + " that what is created there is created once, whichever of its servers is asked."),
    ON_CONTENTION(
            "on-contention", "wait", "While another application computes the dataset: wait for it, or fail at once."),
    DURING_RERUN(
            "read.during-rerun",
            "previous",
            "A read while a rerun is under way: previous returns the generation that is there, wait waits for the new"
                    + " one."),
    LOCALITY_FILES(
            "read.locality.files",
            "1000",
            "For how many files of a read to ask HDFS on which hosts they are, so that tasks run there; 0 for none."),
    RETENTION(
            "retention", "1h", "How long a superseded generation can be read, and again how long its files are kept."),
    RETENTION_GENERATIONS(
            "retention.generations",
            "unlimited",
            "How many generations of a dataset can be read: the head, and of those that are superseded the newest. Earlier ones"
                    + " can be read no more before the retention is over, and their files follow as ever."),
    TTL(
            "ttl",
            "none",
            "How long after it was published a write that would reuse a dataset does so; later it computes it again, without"
                    + " rerun=allow. Recorded with what is written, for whoever does not say it."),
    MAX_AGE(
            "max.age",
            "none",
            "For this write, a dataset that was published longer ago is not there: it is computed again, without rerun=allow."),
    STALE(
            "stale",
            "none",
            "What a write that would reuse a dataset does where its query, or what that read, has changed since: serve does not"
                    + " look, warn reuses it and says what has changed, recompute computes it again without rerun=allow, fail"
                    + " fails. What cannot be told counts as changed, except to warn. Without it, the dataset's property of that"
                    + " name counts, else warn."),
    READ_STALE(
            "read.stale",
            "serve",
            "Whether a read by name looks whether what the dataset was computed from has changed: serve does not, warn does and"
                    + " warns, after the read has begun."),
    VERIFY_ON_READ(
            "verify.on-read",
            "opened",
            "Which files a read compares with what was written: opened checks each one's length when a task opens it, lengths"
                    + " those of all files before the query begins."),
    ON_DAMAGE(
            "on-damage",
            "fail",
            "What getOrCompute does with a dataset whose files are not those that were written: fail leaves it to the read,"
                    + " recompute computes it again."),
    RERUN(
            "rerun",
            "deny",
            "Whether a dataset that exists may be replaced or dropped: deny or allow. if-older-than:10m and if-changed allow"
                    + " only to replace it, and only if it was published that long ago, or its query or what that read has"
                    + " changed; else the write takes what is there.");

    private final String key;
    private final String standard;
    private final String meaning;

    TurnstileOption(String key, String standard, String meaning) {
        this.key = key;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** The name that users write. */
    public String key() {
        return key;
    }

    /** What holds where the option is not given, as documentation spells it. */
    public String standard() {
        return standard;
    }

    /** What the option does, for documentation. */
    public String meaning() {
        return meaning;
    }

    /** Whether most users need it; documentation shows these first, or in bold. */
    public boolean isBasic() {
        return switch (this) {
            case ROOT, REDIS, LOCKS, REDIS_PASSWORD, REDIS_UNAVAILABLE, LOCK_WAIT, PROGRESS, RETENTION, RERUN -> true;
            default -> false;
        };
    }

    /** Whether it says what a root is to an application, and so is the same for all that is done there. */
    public boolean belongsToRoot() {
        return switch (this) {
            case ROOT,
                    REDIS,
                    LOCKS,
                    REDIS_PASSWORD,
                    REDIS_PASSWORD_ALIAS,
                    REDIS_UNAVAILABLE,
                    LOCK_LEASE,
                    STORE_TRUSTED -> true;
            default -> false;
        };
    }

    /** All names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(TurnstileOption::key).toList();
    }

    /** The option of that name; case does not matter, since Spark folds it. */
    public static Optional<TurnstileOption> named(String key) {
        return Arrays.stream(values())
                .filter(option -> option.key.equalsIgnoreCase(key))
                .findFirst();
    }
}
