package io.turnstile.core.doctor;

import io.turnstile.core.context.RedisLogin;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.redis.client.RedisFailure;
import io.turnstile.core.lock.redis.client.RedisInspection;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.option.LockKind;
import io.turnstile.core.option.TurnstileOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** The check of Redis by itself: that it answers, what it is, and that it lets us do what locks and pins need. */
record RedisCheck(TurnstileOptions options, Configuration configuration) implements Check {
    private static final String REDIS = "Redis";
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final int OLDEST = 6;
    private static final String RIGHTS = "rights at Redis";
    /** Channels, and what counts uses. */
    private static final Pattern DISPENSABLE = Pattern.compile("^(publish|rename|hgetall|hlen|hincrby) ");

    private static final Pattern VERSION = Pattern.compile("(Redis|Valkey) (\\d+)\\..*");

    @Override
    public void run(List<Finding> findings) throws IOException {
        if (options.locks() == LockKind.PROCESS) {
            findings.add(
                    Finding.warn(
                            "locks",
                            "They reach no further than one JVM (locks=process), and work may be done twice.",
                            "Leave that option out, and they are kept in the root; or say where Redis is, by the option redis:"
                                    + " --redis redis://host:port, TURNSTILE_REDIS, or in Spark spark.sql.catalog.<catalog>.redis."));
        }
        if (options.locks() != LockKind.REDIS) {
            return;
        }
        RedisSettings settings = RedisLogin.of(options, configuration).orElseThrow();
        try {
            judge(RedisInspection.of(settings), settings.address(), findings);
        } catch (LockServiceUnavailableException | LockServiceDeniedException unusable) {
            findings.add(Finding.fail(REDIS, String.valueOf(unusable.getMessage()), null));
        }
    }

    private static void judge(RedisInspection redis, String address, List<Finding> findings) {
        String speed = String.format(Locale.ROOT, "%.1f ms", redis.latency().toNanos() / 1e6);
        String answers = redis.product() + " at " + address + " answers within " + speed + " (median).";
        findings.add(
                redis.latency().compareTo(SLOW) < 0
                        ? Finding.ok(REDIS, answers)
                        : Finding.warn(
                                REDIS,
                                answers,
                                "Every write and read waits for it: use a Redis that is nearer, or less busy."));
        Matcher version = VERSION.matcher(redis.product());
        if (version.matches() && version.group(1).equals(REDIS) && Integer.parseInt(version.group(2)) < OLDEST) {
            findings.add(
                    Finding.warn("version of Redis", redis.product() + " is old.", "Use Redis 6, 7 or 8, or Valkey."));
        }
        findings.add(
                redis.evictionPolicy().equals("noeviction")
                        ? Finding.ok("memory of Redis", "It evicts nothing (maxmemory-policy noeviction).")
                        : Finding.warn(
                                "memory of Redis",
                                "When its memory is full it evicts keys, locks and pins among them perhaps"
                                        + " (maxmemory-policy " + redis.evictionPolicy() + ").",
                                "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf."));
        findings.add(rights(redis.refused()));
        findings.add(Clock.compared("clock of Redis", Duration.between(redis.now(), redis.askedAt())));
    }

    private static Finding rights(List<String> refused) {
        if (refused.isEmpty()) {
            return Finding.ok(RIGHTS, "Every command that is needed is allowed.");
        }
        String finding = "It refuses " + String.join("; ", refused) + ".";
        String remedy = "ACL SETUSER <user> " + RedisFailure.RULES;
        return refused.stream().allMatch(DISPENSABLE.asPredicate())
                ? Finding.warn(
                        RIGHTS,
                        finding + " All works without, but uses may not be counted, and who waits may notice late.",
                        remedy)
                : Finding.fail(RIGHTS, finding, remedy);
    }
}
