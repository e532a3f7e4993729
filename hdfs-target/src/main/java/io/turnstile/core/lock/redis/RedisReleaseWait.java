package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.ReleaseWait;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a held lock at Redis. Who waits is a member of one sorted set, {@code <id>|<since>|<application>}, renewed by
 * each look; whoever releases the lock deletes the set. One that dies leaves its member for a lease.
 */
final class RedisReleaseWait implements ReleaseWait {
    private static final Duration GRACE = Duration.ofMillis(50);

    private final RedisSession session;
    private final String dataset;
    private final Consumer<LockServiceUnavailableException> away;
    private final String id;
    private final String names;
    private String since = "";
    private ReleaseChannels.@Nullable Listener listener;
    private Duration leaseLeft = Duration.ZERO;
    private boolean heard = true;

    /** @param away what to do if Redis does not answer: it throws that, or not */
    RedisReleaseWait(RedisSession session, String dataset, Consumer<LockServiceUnavailableException> away) {
        this.session = session;
        this.dataset = dataset;
        this.away = away;
        this.id = session.newId();
        this.names = String.join("\t", session.names);
    }

    @Override
    public Optional<Look> look() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        listen();
        try {
            List<Object> answer = session.commands.call(
                    "wait for the held lock of " + dataset,
                    LockScript.AWAIT.text,
                    List.of(session.keys.lock(dataset), session.keys.waiting(dataset)),
                    RedisSession.millis(session.leases.lock()),
                    id,
                    since,
                    names);
            Optional<Holder> holder = ScriptReply.holder(answer, 0);
            if (holder.isEmpty()) {
                heard = true;
                return Optional.empty();
            }
            since = ScriptReply.text(answer, 8);
            leaseLeft = holder.get().leaseLeft();
            return Optional.of(new Look(holder.get(), Math.toIntExact(ScriptReply.number(answer, 7))));
        } catch (LockServiceUnavailableException e) {
            heard = true;
            away.accept(e);
            return Optional.empty();
        }
    }

    /** What was heard once is no news at the next look. */
    private void listen() throws InterruptedException {
        if (heard && listener != null) {
            listener.close();
            listener = null;
        }
        if (listener == null) {
            listener = session.channels.listen(session.keys.released(dataset));
            heard = false;
        }
    }

    @Override
    public boolean awaitRelease(Duration atMost) throws InterruptedException {
        if (listener != null && !heard) {
            heard = listener.await(Collections.min(
                    List.of(atMost, leaseLeft.plus(GRACE), session.leases.lock().dividedBy(3))));
        }
        return heard;
    }

    /** If the lock was released, the registration is gone with it. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        if (!heard && !since.isEmpty()) {
            // If that does not arrive, it runs out within a lease.
            var unused = session.commands.begin(() -> session.commands.send(
                    LockScript.LEAVE.text, List.of(session.keys.waiting(dataset)), id + "|" + since + "|" + names));
        }
    }
}
