package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A memory benchmark: how many bytes a held lock and a pin take in Redis, of as many as are there. The lease is so long
 * that none runs out and none is renewed meanwhile; what Redis keeps for the connection and for scripts is there before
 * it begins.
 */
public final class RedisSize implements Row {
    private static final int GOAL = 600;
    private static final int THREADS = 16;
    private static final Duration LONG = Duration.ofHours(1);
    private static final String GENERATION = "g-00000001-4f2a91c0";

    @Override
    public List<Figure> measure(Setting setting) throws InterruptedException {
        int count = setting.pick(2_000, 100_000);
        try (RedisServer redis = RedisServer.started();
                DatasetLocks locks = BenchRedis.locks(redis.address(), UUID.randomUUID(), LONG)) {
            locks.tryAcquire("travel.first");
            locks.pass("travel.first").pin().resolve(GENERATION);
            each(THREADS, i -> locks.holder("travel.first"));
            long empty = usedMemory(redis);
            each(count, i -> locks.tryAcquire("travel.route_delays_" + i));
            long withLocks = usedMemory(redis);
            each(count, i -> locks.pass("travel.route_delays_" + i).pin().resolve(GENERATION));
            long withPins = usedMemory(redis);
            each(count, i -> locks.pin("travel.routes", GENERATION));
            long withMorePins = usedMemory(redis);
            return List.of(
                    figure("held lock", withLocks - empty, count),
                    figure("pin alone on its dataset", withPins - withLocks, count),
                    figure("pin among many", withMorePins - withPins, count));
        }
    }

    private static void each(int count, IntConsumer action) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<Object>> shares = IntStream.range(0, THREADS)
                .<Callable<Object>>mapToObj(thread -> Executors.callable(() -> {
                    for (int i = thread; i < count; i += THREADS) {
                        action.accept(i);
                    }
                }))
                .toList();
        try {
            for (Future<Object> share : threads.invokeAll(shares)) {
                share.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdown();
        }
    }

    private static Figure figure(String what, long bytes, int count) {
        Samples each = Samples.of(Unit.BYTES, (double) bytes / count);
        return Figure.of("redis-size / " + what, each.toString(), "≤ 600 B", each.median() <= GOAL);
    }

    private static long usedMemory(RedisServer redis) {
        Matcher found = Pattern.compile("used_memory:(\\d+)").matcher(redis.ask("INFO", "memory"));
        if (!found.find()) {
            throw new IllegalStateException("Redis does not tell used_memory");
        }
        return Long.parseLong(found.group(1));
    }
}
