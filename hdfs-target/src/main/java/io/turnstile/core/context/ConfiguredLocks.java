package io.turnstile.core.context;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.local.InProcessLocks;
import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.lock.root.FileLocks;
import io.turnstile.core.option.LockKind;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The lock service that an application is configured to use.
 *
 * @param kind where it keeps locks
 * @param redis the Redis that is named; there is one if locks are kept there
 */
public record ConfiguredLocks(LockKind kind, Optional<RedisSettings> redis) {
    /** By what a root knows that its locks are in itself. */
    static final String IN_ROOT = "the root itself";

    /**
     * What options name.
     *
     * @throws IllegalArgumentException if Redis' address is malformed, or there is not exactly one password where there must be
     * @throws IOException if the credential providers cannot be read
     */
    public static ConfiguredLocks of(TurnstileOptions options, Configuration configuration) throws IOException {
        return new ConfiguredLocks(options.locks(), RedisLogin.of(options, configuration));
    }

    /**
     * The locks of a root.
     *
     * @param file the root's own, which says for how long pins stand there
     */
    DatasetLocks open(
            Storage storage,
            Path root,
            RootFile file,
            Application application,
            TurnstileOptions options,
            WhenUnavailable whenUnavailable) {
        Leases leases = new Leases(options.lockLease(), file.pinLease());
        return switch (kind) {
            case REDIS -> RedisLocks.open(redis.orElseThrow(), file.id(), application, leases, whenUnavailable);
            case ROOT -> FileLocks.open(storage, Layout.locks(root), file.id(), application, leases, whenUnavailable);
            case PROCESS -> InProcessLocks.open(file.id(), application, leases);
        };
    }

    /** Whether others can use the same one. */
    boolean isShared() {
        return kind != LockKind.PROCESS;
    }

    /** Where it is, for others to compare: what is local to a host is another one on the next host. */
    String address() {
        return switch (kind) {
            case REDIS -> RedisAddress.of(redis.orElseThrow());
            case ROOT -> IN_ROOT;
            case PROCESS -> "in-process";
        };
    }

    /** Whether a root that is known to keep its locks at that address keeps them elsewhere than this kind does. */
    boolean isOfAnotherKind(String known) {
        return switch (kind) {
            case REDIS -> known.equals(IN_ROOT);
            case ROOT -> !known.equals(IN_ROOT);
            case PROCESS -> true;
        };
    }

    /** Whether a root that is known to keep its locks at that address keeps them where these are. */
    boolean isAt(String known) {
        return kind == LockKind.REDIS
                ? !known.equals(IN_ROOT) && RedisAddress.same(known, address())
                : known.equals(address());
    }
}
