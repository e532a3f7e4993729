package io.turnstile.core.harness;

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
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Which locks and which file system a target works with; its contracts hold for each. */
@SuppressWarnings("ImmutableEnumChecker") // The file system is started when it is first asked for.
public enum Pairing {
    IN_PROCESS_AND_LOCAL(LockKind.PROCESS, LocalFiles::shared),
    IN_PROCESS_AND_HDFS(LockKind.PROCESS, MiniHdfs::shared),
    REDIS_AND_LOCAL(LockKind.REDIS, LocalFiles::shared),
    REDIS_AND_HDFS(LockKind.REDIS, MiniHdfs::shared),
    ROOT_AND_LOCAL(LockKind.ROOT, LocalFiles::shared),
    ROOT_AND_HDFS(LockKind.ROOT, MiniHdfs::shared),
    IN_PROCESS_AND_S3(LockKind.PROCESS, S3Store::shared);

    /** What the contracts take: every kind of locks and every file system once, or with {@code -Ppairings} all there are. */
    public static final String CHOSEN = "io.turnstile.core.harness.Pairing#chosen";

    private final LockKind locks;
    private final Supplier<TestFileSystem> files;

    Pairing(LockKind locks, Supplier<TestFileSystem> files) {
        this.locks = locks;
        this.files = files;
    }

    static Set<Pairing> chosen() {
        return Boolean.getBoolean("pairings.all")
                ? EnumSet.allOf(Pairing.class)
                : EnumSet.of(IN_PROCESS_AND_LOCAL, REDIS_AND_HDFS, ROOT_AND_HDFS, IN_PROCESS_AND_S3);
    }

    public TestFileSystem files() {
        return files.get();
    }

    public Map<String, String> lockService() {
        Map<String, String> options = new HashMap<>(Map.of("store.trusted", "true"));
        options.putAll(
                locks == LockKind.REDIS
                        ? Map.of("redis", RedisServer.shared().address())
                        : Map.of("locks", locks.name().toLowerCase(Locale.ROOT)));
        return options;
    }

    /** The locks of a root that has been written to, as another application has them. */
    public DatasetLocks openLocks(Applications applications) throws IOException {
        String id = RootFile.read(applications.storage(), applications.root())
                .orElseThrow()
                .id();
        Application other = new Application("application_other", "other", "bob", "host8");
        Leases leases = Leases.of(Duration.ofSeconds(1));
        return switch (locks) {
            case REDIS ->
                RedisLocks.open(
                        RedisSettings.parse(RedisServer.shared().address()), id, other, leases, WhenUnavailable.FAIL);
            case ROOT ->
                FileLocks.open(
                        applications.storage(),
                        Layout.locks(applications.root()),
                        id,
                        other,
                        leases,
                        WhenUnavailable.FAIL);
            case PROCESS -> InProcessLocks.open(id, other, leases);
        };
    }
}
