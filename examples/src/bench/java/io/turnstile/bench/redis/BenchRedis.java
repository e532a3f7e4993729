package io.turnstile.bench.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.time.Duration;
import java.util.UUID;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A factory of lock clients: our locks as an application has them, and Redisson, in a Redis of one's own. */
final class BenchRedis {
    /** The default. */
    static final Duration LEASE = Duration.ofSeconds(30);

    static final String DATASET = "travel.route_delays";

    static final Application APPLICATION = new Application(
            "application_1700000000000_0001", "nightly route delays", "analytics", "driver-17.cluster.example.org");

    private BenchRedis() {}

    /** Those of a root. */
    static DatasetLocks locks(String address, UUID root) {
        return locks(address, root, LEASE);
    }

    /** The same with another lease. */
    static DatasetLocks locks(String address, UUID root, Duration lease) {
        return RedisLocks.open(
                RedisSettings.parse(address), root.toString(), APPLICATION, Leases.of(lease), WhenUnavailable.FAIL);
    }

    /** Redisson as it comes, but for the codec, whose library it would want besides. */
    static RedissonClient redisson(String address) {
        return redisson(address, LEASE);
    }

    /** The same with another lease; 30 s is its default, too. */
    static RedissonClient redisson(String address, Duration lease) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.setLockWatchdogTimeout(lease.toMillis());
        config.useSingleServer().setAddress(address);
        return Redisson.create(config);
    }
}
