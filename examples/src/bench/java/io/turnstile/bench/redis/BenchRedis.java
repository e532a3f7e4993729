package io.turnstile.bench.redis;

import io.turnstile.target.identity.Application;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.target.lock.RedisLocks;
import io.turnstile.target.lock.RedisSettings;
import java.time.Duration;
import java.util.UUID;

/** Locks as an application has them, in a Redis of one's own. */
final class BenchRedis {
    /** The default. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Application APPLICATION = new Application(
            "application_1700000000000_0001", "nightly route delays", "analytics", "driver-17.cluster.example.org");

    private BenchRedis() {}

    /** Those of a root. */
    static DatasetLocks locks(String address, UUID root) {
        return RedisLocks.open(RedisSettings.parse(address), root.toString(), APPLICATION, LEASE, WhenUnavailable.FAIL);
    }
}
