package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.testing.RedisServer;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes a held lock and a pin take in Redis. */
public final class RedisSize implements Row {
    private static final int GOAL = 600;

    @Override
    public List<Figure> measure(Setting setting) {
        int count = setting.pick(2_000, 100_000);
        try (RedisServer redis = RedisServer.started();
                DatasetLocks locks = BenchRedis.locks(redis.address(), UUID.randomUUID())) {
            long empty = usedMemory(redis);
            for (int i = 0; i < count; i++) {
                locks.tryAcquire("travel.route_delays_" + i);
            }
            long withLocks = usedMemory(redis);
            for (int i = 0; i < count; i++) {
                locks.pass("travel.route_delays_" + i).pin().resolve("g-00000001-4f2a91c0");
            }
            long withPins = usedMemory(redis);
            for (int i = 0; i < count; i++) {
                locks.pin("travel.routes", "g-00000001-4f2a91c0");
            }
            long withMorePins = usedMemory(redis);
            return List.of(
                    figure("held lock", withLocks - empty, count),
                    figure("pin alone on its dataset", withPins - withLocks, count),
                    figure("pin among many", withMorePins - withPins, count));
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
