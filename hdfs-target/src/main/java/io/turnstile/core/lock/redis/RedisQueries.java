package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.Waiter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The read-only queries of locks and pins: what is asked of Redis for a report, and changes nothing there. Thread-safe.
 */
final class RedisQueries {
    private final RedisSession session;

    RedisQueries(RedisSession session) {
        this.session = session;
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#holder}. */
    Optional<Holder> holder(String dataset) {
        return ScriptReply.holder(whoHolds(dataset), 0);
    }

    /** The holder as {@link ScriptReply#holder} reads it, and then its owner id; or nothing. */
    List<Object> whoHolds(String dataset) {
        return session.commands.call(
                "ask who holds the held lock of " + dataset,
                LockScript.HOLDER.text,
                List.of(session.keys.lock(dataset)));
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#holders}. */
    Map<String, Holder> holders() {
        Map<String, Holder> found = new TreeMap<>();
        for (Object dataset : session.commands.call(
                "list the locks that are held", LockScript.HELD.text, List.of(session.keys.held()))) {
            holder(dataset.toString()).ifPresent(holder -> found.put(dataset.toString(), holder));
        }
        return found;
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#lastFailure}. */
    Optional<Failure> lastFailure(String dataset) {
        return ScriptReply.failure(session.commands.call(
                "ask whether a computation of " + dataset + " failed",
                LockScript.FAILURE.text,
                List.of(session.keys.failure(dataset))));
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#awaitedByHolder}. */
    Optional<String> awaitedByHolder(String dataset) {
        List<Object> answer = session.commands.call(
                "ask for what the holder of " + dataset + " waits",
                LockScript.AWAITED.text,
                List.of(session.keys.lock(dataset)));
        return answer.isEmpty() ? Optional.empty() : Optional.of(ScriptReply.text(answer, 0));
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#waiters}. */
    List<Waiter> waiters(String dataset) {
        List<Object> answer = session.commands.call(
                "list who waits for " + dataset, LockScript.PINS.text, List.of(session.keys.waiting(dataset)));
        long now = ScriptReply.number(answer, 0);
        return answer.stream()
                .skip(1)
                .map(member -> member.toString().split("\\|", 3))
                .map(parts -> new Waiter(
                        PinMember.application(parts[2]),
                        Duration.ofMillis(Math.max(0, now - Long.parseLong(parts[1])))))
                .sorted(Comparator.comparing(Waiter::waitedFor).reversed())
                .toList();
    }

    /** As {@link io.turnstile.core.lock.DatasetLocks#readers}. */
    List<Reader> readers(String dataset) {
        List<Object> answer = session.commands.call(
                "list who reads " + dataset, LockScript.PINS.text, List.of(session.keys.pins(dataset)));
        return PinMember.readers(
                ScriptReply.number(answer, 0),
                answer.stream().skip(1).map(String::valueOf).toList());
    }
}
