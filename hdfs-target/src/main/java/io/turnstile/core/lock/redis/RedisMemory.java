package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epoch and identity of a Redis: whether its memory is the one that the root is used with, and whether it may have
 * forgotten pins. Thread-safe.
 */
final class RedisMemory {
    private static final Logger LOG = LoggerFactory.getLogger(RedisMemory.class);

    /** What an application needs at most to notice that Redis answers again, and to reach it. */
    private static final Duration RECONNECTION = Duration.ofSeconds(2);

    private final RedisSession session;
    private volatile boolean evictionSeen;

    RedisMemory(RedisSession session) {
        this.session = session;
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#epoch}. */
    Epoch epoch() {
        List<Object> answer = session.commands.call(
                "tell whether Redis has forgotten any pin (commands INFO and TIME)",
                LockScript.EPOCH.text,
                List.of(session.keys.epoch()),
                UUID.randomUUID().toString());
        String evicted = ScriptReply.text(answer, 3);
        if (!evicted.equals("0") && !evictionSeen) {
            evictionSeen = true;
            LOG.warn(
                    "Redis at {} evicts keys ({} so far), locks and pins among them perhaps; superseded files are kept"
                            + " for as long as it does. Give it more memory, or maxmemory-policy noeviction",
                    session.commands.address(),
                    evicted);
        }
        String failover =
                session.commands.failover("tell whether Redis has forgotten any pin", ScriptReply.text(answer, 1));
        String id = String.join(
                        "-",
                        ScriptReply.text(answer, 0),
                        ScriptReply.text(answer, 1),
                        ScriptReply.text(answer, 2),
                        evicted)
                + (failover.isEmpty() ? "" : "-" + failover);
        return new Epoch(id, Instant.ofEpochMilli(ScriptReply.number(answer, 4)));
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#untilPinsAreKnown}. */
    Duration untilPinsAreKnown() {
        session.commands.requireAnswer("see whether it answers");
        Duration left = session.leases
                .pin()
                .dividedBy(3)
                .plus(RECONNECTION)
                .minus(session.redis.contact().lasted());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#identity}. */
    Optional<String> identity() {
        List<Object> answer = session.commands.call(
                "ask Redis which root it serves", LockScript.IDENTITY.text, List.of(session.keys.identity()));
        return answer.isEmpty() ? Optional.empty() : Optional.of(ScriptReply.text(answer, 0));
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#claim}. */
    String claim(String identity) {
        List<Object> answer = session.commands.call(
                "name Redis for its root", LockScript.CLAIM.text, List.of(session.keys.identity()), identity);
        return ScriptReply.text(answer, 0);
    }
}
