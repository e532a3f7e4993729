package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.redisson.api.RedissonClient;

/**
 * A benchmark of lock renewal: what it costs to hold locks after many have come and gone, in scripts that Redis is
 * asked to run in a second while one client holds the locks of 100 datasets, each of which it has taken and given back
 * 20 times before. Redisson's locks are taken without an end, so that it renews them, with the same lease.
 */
public final class Churn implements Row {
    private static final int HELD = 100;
    private static final int CYCLES = 2_000;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Duration lease = Duration.ofSeconds(setting.pick(3, 30));
        Duration window = lease.multipliedBy(setting.pick(1, 3));
        double ours = ours(lease, window);
        double theirs = theirs(lease, window);
        double goal = HELD / (lease.toMillis() / 3000.0);
        return List.of(Figure.of(
                "churn",
                perSecond(ours),
                perSecond(theirs),
                "≤ 1 per lock and third of a lease: " + perSecond(goal),
                ours <= goal));
    }

    private static double ours(Duration lease, Duration window) throws InterruptedException {
        try (RedisServer redis = RedisServer.started();
                DatasetLocks locks = BenchRedis.locks(redis.address(), UUID.randomUUID(), lease)) {
            for (int i = 0; i < CYCLES; i++) {
                ((Attempt.Acquired) locks.tryAcquire(dataset(i))).lock().close();
            }
            for (int i = 0; i < HELD; i++) {
                locks.tryAcquire(dataset(i));
            }
            return scriptsPerSecond(redis, window);
        }
    }

    private static double theirs(Duration lease, Duration window) throws InterruptedException {
        try (RedisServer redis = RedisServer.started()) {
            RedissonClient redisson = BenchRedis.redisson(redis.address(), lease);
            for (int i = 0; i < CYCLES; i++) {
                redisson.getLock(dataset(i)).lock();
                redisson.getLock(dataset(i)).unlock();
            }
            for (int i = 0; i < HELD; i++) {
                redisson.getLock(dataset(i)).lock();
            }
            // Not shut down: its timers would go on, and report every failure.
            return scriptsPerSecond(redis, window);
        }
    }

    private static String dataset(int i) {
        return BenchRedis.DATASET + "_" + i % HELD;
    }

    private static double scriptsPerSecond(RedisServer redis, Duration window) throws InterruptedException {
        redis.ask("CONFIG", "RESETSTAT");
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        double seconds = (System.nanoTime() - start) / 1e9;
        Matcher calls = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)").matcher(redis.ask("INFO", "commandstats"));
        return calls.results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum()
                / seconds;
    }

    private static String perSecond(double value) {
        return Samples.of(Unit.PER_SECOND, value).toString();
    }
}
