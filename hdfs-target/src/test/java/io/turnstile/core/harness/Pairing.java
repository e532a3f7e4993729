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
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Which locks and which file system a target works with; its contracts hold for each. */
public enum Pairing {
    IN_PROCESS_AND_LOCAL(LockKind.PROCESS, false),
    IN_PROCESS_AND_HDFS(LockKind.PROCESS, true),
    REDIS_AND_LOCAL(LockKind.REDIS, false),
    REDIS_AND_HDFS(LockKind.REDIS, true),
    ROOT_AND_LOCAL(LockKind.ROOT, false),
    ROOT_AND_HDFS(LockKind.ROOT, true);

    private final LockKind locks;
    private final boolean hdfs;

    Pairing(LockKind locks, boolean hdfs) {
        this.locks = locks;
        this.hdfs = hdfs;
    }

    public TestFileSystem files() {
        return hdfs ? MiniHdfs.shared() : LocalFiles.shared();
    }

    public Map<String, String> lockService() {
        return locks == LockKind.REDIS
                ? Map.of("redis", RedisServer.shared().address())
                : Map.of("locks", locks.name().toLowerCase(Locale.ROOT));
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
