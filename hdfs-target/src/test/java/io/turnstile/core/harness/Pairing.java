package io.turnstile.core.harness;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.local.InProcessLocks;
import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Which locks and which file system a target works with; its contracts hold for each. */
@SuppressWarnings("ImmutableEnumChecker") // The file system is started when it is first asked for.
public enum Pairing {
    IN_PROCESS_AND_LOCAL(false, LocalFiles::shared),
    IN_PROCESS_AND_HDFS(false, MiniHdfs::shared),
    REDIS_AND_LOCAL(true, LocalFiles::shared),
    REDIS_AND_HDFS(true, MiniHdfs::shared),
    IN_PROCESS_AND_S3(false, S3Store::shared);

    private final boolean redis;
    private final Supplier<TestFileSystem> files;

    Pairing(boolean redis, Supplier<TestFileSystem> files) {
        this.redis = redis;
        this.files = files;
    }

    public TestFileSystem files() {
        return files.get();
    }

    public Map<String, String> lockService() {
        return redis ? Map.of("redis", RedisServer.shared().address()) : Map.of("store.trusted", "true");
    }

    /** The locks of a root that has been written to, as another application has them. */
    public DatasetLocks openLocks(Applications applications) throws IOException {
        String id = RootFile.read(applications.storage(), applications.root())
                .orElseThrow()
                .id();
        Application other = new Application("application_other", "other", "bob", "host8");
        Duration lease = Duration.ofSeconds(1);
        return redis
                ? RedisLocks.open(
                        RedisSettings.parse(RedisServer.shared().address()),
                        id,
                        other,
                        Leases.of(lease),
                        WhenUnavailable.FAIL)
                : InProcessLocks.open(id, other, Leases.of(lease));
    }
}
