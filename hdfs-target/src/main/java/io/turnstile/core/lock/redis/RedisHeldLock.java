package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A held lock at Redis: an exclusive lease, known there by an owner id of its own. */
final class RedisHeldLock implements HeldLock {
    private static final Logger LOG = LoggerFactory.getLogger(RedisHeldLock.class);

    /** Besides two leases: how long those who wait have to notice a failure. */
    private static final Duration FAILURE_KEPT = Duration.ofMinutes(1);

    private final RedisSession session;
    private final String dataset;
    private final String owner;
    private final Consumer<RedisHeldLock> forget;
    private volatile State state = State.UNCOORDINATED;
    private volatile String since = "";

    /** When Redis last said that it is held, by {@link System#nanoTime}. */
    private volatile long renewedAt;

    /** Not held yet. {@code forget} is called once it needs no more renewal. */
    RedisHeldLock(RedisSession session, String dataset, Consumer<RedisHeldLock> forget) {
        this.session = session;
        this.dataset = dataset;
        this.owner = session.newId();
        this.forget = forget;
    }

    @Override
    public String dataset() {
        return dataset;
    }

    @Override
    public State state() {
        return state;
    }

    /** Tries to take it for the first time, before anybody else knows it. Empty if it is held now. */
    Optional<Holder> take() {
        List<Object> answer = acquire("take the held lock of " + dataset);
        if (ScriptReply.text(answer, 0).equals("other")) {
            return ScriptReply.holder(answer, 1);
        }
        since = ScriptReply.text(answer, 1);
        held();
        return Optional.empty();
    }

    /** Renews it, or takes it if it is free. */
    void renew() {
        session.renewing.writeLock().lock();
        try {
            if (state == State.HELD || state == State.UNCOORDINATED) {
                renewed(acquire("renew the held lock of " + dataset));
            }
        } catch (LockServiceUnavailableException e) {
            state = State.UNCOORDINATED;
        } catch (LockServiceDeniedException e) {
            if (state == State.HELD) {
                LOG.warn(e.getMessage());
            }
            state = State.UNCOORDINATED;
        } finally {
            session.renewing.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        giveBack(() -> session.commands.call(
                "give back the held lock of " + dataset,
                LockScript.RELEASE.text,
                releaseKeys(),
                owner,
                channel(),
                dataset));
    }

    @Override
    public void fail(String cause, int inARow) {
        List<String> arguments = new ArrayList<>(List.of(
                owner,
                channel(),
                Long.toString(
                        session.leases.lock().multipliedBy(2).plus(FAILURE_KEPT).toMillis())));
        arguments.add(session.newId());
        arguments.addAll(session.names);
        arguments.add(cause);
        arguments.add(Integer.toString(inARow));
        arguments.add(dataset);
        List<Object> keys = List.of(
                session.keys.lock(dataset),
                session.keys.failure(dataset),
                session.keys.held(),
                session.keys.waiting(dataset));
        giveBack(() -> session.commands.call(
                "tell that the computation of " + dataset + " failed",
                LockScript.FAIL.text,
                keys,
                arguments.toArray()));
    }

    private void giveBack(Runnable call) {
        session.renewing.readLock().lock();
        try {
            State before = end();
            // A lost lock is somebody else's. One that never came to be known may be there all the same.
            if (before == State.HELD || before == State.UNCOORDINATED) {
                call.run();
            }
        } catch (LockServiceUnavailableException e) {
            session.unanswered.increment();
            LOG.debug("The held lock runs out within its lease", e);
        } catch (LockServiceDeniedException e) {
            LOG.warn(
                    "{} It runs out within {} s.",
                    e.getMessage(),
                    session.leases.lock().toSeconds());
        } finally {
            session.renewing.readLock().unlock();
        }
    }

    @Override
    public void waitsFor(String awaited) {
        try {
            session.commands.call(
                    "tell for what the holder of " + dataset + " waits",
                    LockScript.WAIT.text,
                    lockKey(),
                    owner,
                    awaited);
        } catch (LockServiceUnavailableException | LockServiceDeniedException e) {
            LOG.debug("Nobody is told for what the holder of {} waits", dataset, e);
        }
    }

    @Override
    public void report(Progress progress) {
        var unused = session.commands.begin(
                () -> session.commands.send(LockScript.REPORT.text, lockKey(), owner, ProgressField.of(progress)));
    }

    /** Gives it back without waiting for an answer. */
    CompletionStage<?> sendRelease() {
        return session.commands.send(LockScript.RELEASE.text, releaseKeys(), owner, channel(), dataset);
    }

    private synchronized State end() {
        State before = state;
        state = State.RELEASED;
        forget.accept(this);
        return before;
    }

    private void renewed(List<Object> answer) {
        State before = state;
        switch (ScriptReply.text(answer, 0)) {
            case "held" -> held();
            case "taken" -> {
                since = ScriptReply.text(answer, 1);
                Duration silence = Duration.ofNanos(System.nanoTime() - renewedAt);
                held();
                if (before == State.HELD && silence.compareTo(session.leases.lock()) > 0) {
                    LOG.warn(
                            "Took the held lock of {} again: its lease had run out, as this application had not renewed it for"
                                    + " {} s. Somebody else may have computed the dataset meanwhile, and the commit log decides"
                                    + " who publishes",
                            dataset,
                            silence.toSeconds());
                } else if (before == State.HELD) {
                    LOG.warn("Took back the held lock of {}: Redis at {} had lost it", dataset, address());
                } else {
                    LOG.info("Took the held lock of {} at Redis at {}, now that it answers", dataset, address());
                }
            }
            case "other" -> lost("is held by " + ScriptReply.holder(answer, 1).orElseThrow());
            case "dropped" -> lost("was dropped by force");
            default -> throw new IllegalStateException("Unknown answer " + answer);
        }
    }

    private void held() {
        state = State.HELD;
        renewedAt = System.nanoTime();
    }

    private void lost(String how) {
        state = State.LOST;
        forget.accept(this);
        LOG.warn(
                "The held lock of {} at Redis at {} {}; {} had it and goes on, and the commit log decides who publishes",
                dataset,
                address(),
                how,
                session.application);
    }

    private List<Object> acquire(String what) {
        List<String> arguments = new ArrayList<>(List.of(owner, RedisSession.millis(session.leases.lock()), since));
        arguments.addAll(session.names);
        arguments.add(dataset);
        List<Object> keys = List.of(session.keys.lock(dataset), session.keys.dropped(dataset), session.keys.held());
        return session.commands.call(what, LockScript.ACQUIRE.text, keys, arguments.toArray());
    }

    private List<Object> lockKey() {
        return Collections.singletonList(session.keys.lock(dataset));
    }

    private List<Object> releaseKeys() {
        return List.of(session.keys.lock(dataset), session.keys.held(), session.keys.waiting(dataset));
    }

    private String channel() {
        return session.keys.released(dataset);
    }

    private String address() {
        return session.commands.address();
    }
}
