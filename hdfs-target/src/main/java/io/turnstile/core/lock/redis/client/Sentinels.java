package io.turnstile.core.lock.redis.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.api.redisnode.RedisSentinel;

/**
 * The vote of the sentinels on a master: what they say of a Redis that answers. One that they have replaced, but that
 * has not been told, answers as before: its epoch is the same, while the pins of those who have gone to the new master
 * run out. So who wants to rely on pins asks the sentinels as well, and after it has listed them.
 *
 * @param all how many sentinels there are, as they know one another
 * @param agreeing how many of them say that this Redis is the master
 * @param failover the number of the failover that made it so; greater after each
 */
record Sentinels(int all, int agreeing, String failover) {
    private static final long PATIENCE_MILLIS = 2000;

    /**
     * Asks all sentinels at once, for two seconds at most. Those that do not answer do not agree.
     *
     * @param master what they call the master
     * @param runId the run id of the Redis in question
     */
    static CompletableFuture<Sentinels> ask(RedissonClient redisson, String master, String runId) {
        List<CompletableFuture<Opinion>> asked =
                redisson.getRedisNodes(RedisNodes.SENTINEL_MASTER_SLAVE).getSentinels().stream()
                        .map(sentinel -> opinion(sentinel, master))
                        .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(answered ->
                        counted(asked.stream().map(CompletableFuture::join).toList(), runId));
    }

    /** Whether most of them agree: no others can have made another Redis the master. */
    boolean certain() {
        return agreeing > all / 2;
    }

    static Sentinels counted(List<Opinion> opinions, String runId) {
        // One that is reached under two addresses counts once: it is told by the others that it lists.
        Map<Set<String>, Opinion> distinct = new HashMap<>();
        opinions.stream().filter(Opinion::given).forEach(opinion -> distinct.put(opinion.others(), opinion));
        int all = distinct.keySet().stream().mapToInt(Set::size).max().orElse(0) + 1;
        long latest =
                distinct.values().stream().mapToLong(Opinion::failover).max().orElse(-1);
        long agreeing = distinct.values().stream()
                .filter(opinion ->
                        opinion.failover() == latest && opinion.runId().equals(runId))
                .count();
        return new Sentinels(all, (int) agreeing, Long.toString(latest));
    }

    private static CompletableFuture<Opinion> opinion(RedisSentinel sentinel, String master) {
        return sentinel.getMasterAsync(master)
                .toCompletableFuture()
                .thenCombine(sentinel.getSentinelsAsync(master).toCompletableFuture(), Opinion::of)
                .completeOnTimeout(Opinion.NONE, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(silent -> Opinion.NONE);
    }

    /**
     * The vote of one sentinel.
     *
     * @param failover the number of the last failover that it knows of; below 0 if it does not say
     * @param runId the master's; empty as long as it has not asked it
     * @param others the run ids of the other sentinels
     */
    record Opinion(long failover, String runId, Set<String> others) {
        static final Opinion NONE = new Opinion(-1, "", Set.of());

        static Opinion of(Map<String, String> master, List<Map<String, String>> others) {
            return new Opinion(
                    Long.parseLong(master.getOrDefault("config-epoch", "-1")),
                    master.getOrDefault("runid", ""),
                    others.stream()
                            .map(other -> other.getOrDefault("runid", ""))
                            .collect(Collectors.toSet()));
        }

        boolean given() {
            return failover >= 0;
        }
    }
}
