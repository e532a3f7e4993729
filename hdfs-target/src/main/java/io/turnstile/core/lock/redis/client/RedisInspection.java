package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * An inspection of a Redis: what it is, how fast it answers, and what of all that locks and pins need it refuses to the user
 * that asks. Leaves nothing behind.
 *
 * @param product {@code Redis} or {@code Valkey}, and its version
 * @param latency the median time to an answer
 * @param evictionPolicy what it does when its memory is full
 * @param refused each command that it refuses, with its own words; empty if none
 * @param now its clock
 * @param askedAt the clock of this machine at about the same moment
 */
public record RedisInspection(
        String product, Duration latency, String evictionPolicy, List<String> refused, Instant now, Instant askedAt) {
    private static final int ASKED = 11;

    /**
     * Tries every command on keys and a channel of its own. Keys: a string, a hash, a set, a sorted set, and another
     * name for the hash. Arguments: channel. Answers version, version of Valkey, eviction policy, the time, and what is refused.
     */
    private static final String SCRIPT = """
            local refused = {}
            local function try(...)
              local answer = redis.pcall(...)
              if type(answer) == 'table' and answer.err and not string.find(answer.err, 'no such key') then
                table.insert(refused, string.lower(select(1, ...)) .. ' (' .. answer.err .. ')')
                return nil
              end
              return answer
            end
            try('SET', KEYS[1], 'x')
            try('GET', KEYS[1])
            try('PEXPIRE', KEYS[1], 60000)
            try('PTTL', KEYS[1])
            try('HSET', KEYS[2], 'a', '1')
            try('HGET', KEYS[2], 'a')
            try('HMGET', KEYS[2], 'a')
            try('HINCRBY', KEYS[2], 'a', 1)
            try('HGETALL', KEYS[2])
            try('HLEN', KEYS[2])
            try('RENAME', KEYS[2], KEYS[5])
            try('SADD', KEYS[3], 'a')
            try('SISMEMBER', KEYS[3], 'a')
            try('ZADD', KEYS[4], 1, 'a')
            try('ZCARD', KEYS[4])
            try('ZRANGEBYSCORE', KEYS[4], '-inf', '+inf')
            try('ZREMRANGEBYSCORE', KEYS[4], 5, 6)
            try('ZREM', KEYS[4], 'a')
            try('DEL', unpack(KEYS))
            try('PUBLISH', ARGV[1], '')
            local info = try('INFO', 'server') or ''
            local memory = try('INFO', 'memory') or ''
            local t = try('TIME') or {0, 0}
            return {string.match(info, 'redis_version:([^\\r\\n]*)') or '',
              string.match(info, 'valkey_version:([^\\r\\n]*)') or '',
              string.match(memory, 'maxmemory_policy:([^\\r\\n]*)') or '',
              string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000)), unpack(refused)}
            """;

    public RedisInspection {
        refused = List.copyOf(refused);
    }

    /**
     * Looks at a Redis, over the connection that others in this JVM have to it, if they do.
     *
     * @throws LockServiceUnavailableException if it does not answer
     * @throws LockServiceDeniedException if it refuses so much that nothing can be asked
     */
    public static RedisInspection of(RedisSettings settings) {
        SharedRedis redis = SharedRedis.open(settings);
        SharedRedis.User nobody = new Nobody();
        try {
            return of(redis.commands());
        } finally {
            redis.leave(nobody);
        }
    }

    private static RedisInspection of(RedisCommands commands) {
        String place = "turnstile:{doctor-" + UUID.randomUUID() + "}:";
        List<Object> keys =
                List.of(place + "string", place + "hash", place + "set", place + "sorted", place + "renamed");
        Instant before = Instant.now();
        List<String> answer = commands.call("inspect Redis", SCRIPT, keys, place + "channel").stream()
                .map(String::valueOf)
                .toList();
        Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
        List<Duration> times = IntStream.range(0, ASKED)
                .mapToObj(i -> timed(commands))
                .sorted()
                .toList();
        String product = answer.get(1).isEmpty() ? "Redis " + answer.get(0) : "Valkey " + answer.get(1);
        return new RedisInspection(
                product,
                times.get(ASKED / 2),
                answer.get(2),
                answer.stream().skip(4).distinct().toList(),
                Instant.ofEpochMilli(Long.parseLong(answer.get(3))),
                middle);
    }

    private static Duration timed(RedisCommands commands) {
        long begun = System.nanoTime();
        commands.requireAnswer("measure how fast Redis answers");
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Holds nothing there. */
    private static final class Nobody implements SharedRedis.User {
        @Override
        public void redisIsAway() {}

        @Override
        public void redisIsBack() {}

        @Override
        public CompletionStage<?> jvmEnds() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
