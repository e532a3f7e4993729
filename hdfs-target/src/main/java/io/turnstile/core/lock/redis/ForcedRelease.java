package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Holder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The forced release of a held lock, whoever has it. */
final class ForcedRelease {
    /** How long its owner is kept from taking it back. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private ForcedRelease() {}

    /** As {@link io.turnstile.core.lock.DatasetLocks#drop}. */
    static Optional<Holder> of(String dataset, RedisSession session) {
        List<Object> answer = new RedisQueries(session).whoHolds(dataset);
        if (!answer.isEmpty()) {
            session.commands.call(
                    "drop the held lock of " + dataset,
                    LockScript.DROP.text,
                    List.of(
                            session.keys.lock(dataset),
                            session.keys.dropped(dataset),
                            session.keys.held(),
                            session.keys.waiting(dataset)),
                    ScriptReply.text(answer, 7),
                    RedisSession.millis(MEMORY),
                    session.keys.released(dataset),
                    dataset);
        }
        return ScriptReply.holder(answer, 0);
    }
}
