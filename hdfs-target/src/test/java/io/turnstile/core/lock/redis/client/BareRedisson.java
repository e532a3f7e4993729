package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.lock.renewal.DaemonThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RedissonClient;

/** A Redisson client such as the locks have, without the locks: to measure what they add. */
public final class BareRedisson implements AutoCloseable {
    private final ExecutorService callbacks = DaemonThreads.pool("bare-redisson", 2);
    private final RedissonClient client;

    private BareRedisson(RedisSettings settings) {
        client = RedissonClients.create(settings, callbacks, () -> {});
    }

    /** Made as that of {@link RedisLocks} is, with a connection of its own. */
    public static BareRedisson open(RedisSettings settings) {
        return new BareRedisson(settings);
    }

    /** The client. */
    public RedissonClient client() {
        return client;
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        callbacks.shutdown();
    }
}
