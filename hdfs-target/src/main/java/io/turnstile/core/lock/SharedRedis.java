package io.turnstile.core.lock;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.StringCodec;

/**
 * The one connection of this JVM to a Redis, shared by all that use the same settings and closed with the last of them.
 * A call returns or throws within four seconds. Thread-safe.
 */
final class SharedRedis {
    /** Whoever holds something at this Redis. */
    interface User {
        /** Redis answers again, or a connection to it was lost and replaced: it may have forgotten everything. */
        void redisIsBack();

        /** The JVM ends: sends, without waiting, what gives back all that is held. */
        CompletionStage<?> jvmEnds();
    }

    private static final Map<RedisSettings, SharedRedis> OPEN = new HashMap<>();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private final RedisSettings settings;
    private final ScheduledExecutorService scheduler = DaemonThreads.scheduler("turnstile-redis-renewal");
    private final ExecutorService connector = DaemonThreads.pool("turnstile-redis-connect", 1);
    private final ExecutorService callbacks = DaemonThreads.pool("turnstile-redis-callback", 2);
    private final Contact contact = new Contact();
    private final List<User> users = new CopyOnWriteArrayList<>();
    private final Availability availability;
    private final Releases releases;
    private final Thread atExit = new Thread(this::jvmEnds, "turnstile-redis-exit");
    private volatile RedissonClient redisson;
    private volatile boolean connected;
    private boolean closed;
    private int openings;

    private SharedRedis(RedisSettings settings) {
        this.settings = settings;
        releases = new Releases(this);
        availability = new Availability(
                settings.address(),
                scheduler,
                () -> ask("see whether it answers", Script.PROBE, List.of()),
                new Outages());
        redisson = client();
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already: what is taken now runs out with its lease.
        }
    }

    private RedissonClient client() {
        return LightRedisson.create(settings, callbacks, availability::suspect);
    }

    /** Joins or makes the connection; does not wait for Redis. Every call wants a {@link #leave}. */
    static SharedRedis open(RedisSettings settings) {
        synchronized (OPEN) {
            SharedRedis redis = OPEN.computeIfAbsent(settings, SharedRedis::new);
            redis.openings++;
            return redis;
        }
    }

    /** From now on the user is told, until it leaves. */
    void tell(User user) {
        users.add(user);
    }

    /** Leaves; the last one closes the connection. */
    void leave(User user) {
        synchronized (OPEN) {
            users.remove(user);
            if (--openings > 0) {
                return;
            }
            OPEN.remove(settings);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook finds nobody.
        }
        availability.end();
        scheduler.shutdownNow();
        synchronized (this) {
            closed = true;
        }
        redisson.shutdown(0, 1, TimeUnit.SECONDS);
        connector.shutdown();
        callbacks.shutdown();
    }

    String address() {
        return settings.address();
    }

    boolean away() {
        return availability.away();
    }

    Contact contact() {
        return contact;
    }

    Releases releases() {
        return releases;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /**
     * Runs a script.
     *
     * @param what for the message, as in "Cannot …"
     * @throws LockServiceUnavailableException if Redis does not answer, at once if that is known already
     * @throws LockServiceDeniedException if it refuses
     */
    List<Object> call(String what, Script script, List<Object> keys, Object... arguments) {
        return call(what, () -> send(script, keys, arguments));
    }

    /** The same, where the caller sends the script; twice, if that is not answered. */
    List<Object> call(String what, Supplier<CompletionStage<List<Object>>> sending) {
        requireThere(what);
        return ask(what, sending);
    }

    /** Sends and does not wait; {@link #await} does. Does not fail. */
    CompletionStage<List<Object>> begin(Supplier<CompletionStage<List<Object>>> sending) {
        if (availability.away()) {
            return CompletableFuture.failedFuture(new RedisConnectionException(availability.reason()));
        }
        try {
            return sent(sending);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Waits for what was begun, as {@link #call} does; if it is not answered it is sent again. */
    List<Object> await(
            String what, CompletionStage<List<Object>> begun, Supplier<CompletionStage<List<Object>>> sending) {
        requireThere(what);
        Iterator<Supplier<CompletionStage<List<Object>>>> attempts =
                List.of(() -> begun, sending).iterator();
        return ask(what, () -> attempts.next().get());
    }

    private void requireThere(String what) {
        if (availability.away()) {
            throw unavailable(what, availability.reason(), new TimeoutException("not asked again yet"));
        }
    }

    /**
     * Listens on a channel until {@link #unsubscribe}.
     *
     * @throws LockServiceUnavailableException if that is not answered; which does not mean that Redis is away, because one
     *     who may not listen gets no answer either
     */
    int subscribe(String channel, Runnable heard) {
        RTopic topic = redisson.getTopic(channel, StringCodec.INSTANCE);
        return askOnce(
                "listen on " + channel,
                () -> topic.addListenerAsync(String.class, (name, message) -> heard.run()),
                System.nanoTime() + PATIENCE);
    }

    void unsubscribe(String channel, int subscription) {
        var unused = redisson.getTopic(channel, StringCodec.INSTANCE).removeListenerAsync(subscription);
    }

    /**
     * Which failover made the Redis that has just answered the master; empty where there are no sentinels to say so.
     *
     * @param what for the message, as in "Cannot …"
     * @param runId its run id
     * @throws LockServiceUnavailableException unless most sentinels say that it still is the master
     */
    String failover(String what, String runId) {
        if (settings.master() == null) {
            return "";
        }
        try {
            Sentinels sentinels =
                    answer(Sentinels.ask(redisson, settings.master(), runId), System.nanoTime() + PATIENCE);
            if (sentinels.certain()) {
                return sentinels.failover();
            }
            throw new LockServiceUnavailableException(
                    "Cannot " + what + ": of " + sentinels.all() + " sentinels of " + address() + " only "
                            + sentinels.agreeing()
                            + " say that the Redis that answered is the master. Check that most of"
                            + " them are up and can be reached from here, then try again.",
                    new TimeoutException(sentinels.toString()));
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(what, RedisFailure.of(e).reason(), e);
        }
    }

    /** Sends a script and does not wait. */
    CompletionStage<List<Object>> send(Script script, List<Object> keys, Object... arguments) {
        RScript scripts = redisson.getScript(StringCodec.INSTANCE);
        return scripts.<List<Object>>evalShaAsync(
                        RScript.Mode.READ_WRITE, script.sha, RScript.ReturnType.LIST, keys, arguments)
                .handle((answer, failure) -> {
                    if (failure == null) {
                        contact.answered();
                        return CompletableFuture.completedFuture(answer);
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    // Redis has not seen it since it started; this sends its text, once.
                    return cause instanceof RedisNoScriptException
                            ? scripts.<List<Object>>evalAsync(
                                    RScript.Mode.READ_WRITE, script.text, RScript.ReturnType.LIST, keys, arguments)
                            : CompletableFuture.<List<Object>>failedFuture(cause);
                })
                .thenCompose(answer -> answer);
    }

    private List<Object> ask(String what, Script script, List<Object> keys, Object... arguments) {
        return ask(what, () -> send(script, keys, arguments));
    }

    /**
     * Asks twice before it says that Redis is away: after a pause of this JVM that was longer than a time-out, the first
     * command fails although its answer is there.
     */
    private <T> T ask(String what, Supplier<CompletionStage<T>> command) {
        long deadline = System.nanoTime() + PATIENCE;
        long outages = availability.outages();
        try {
            return askOnce(what, command, deadline);
        } catch (LockServiceUnavailableException e) {
            LockSupport.parkNanos(PAUSE);
        }
        try {
            return askOnce(what, command, deadline);
        } catch (LockServiceUnavailableException e) {
            availability.failed(RedisFailure.of(e).reason(), outages);
            throw e;
        }
    }

    private <T> T askOnce(String what, Supplier<CompletionStage<T>> command, long deadline) {
        Throwable failure;
        RedissonClient asked = redisson;
        try {
            T answer = answer(sent(command).toCompletableFuture(), deadline);
            if (!connected) {
                connected = true;
            }
            return answer;
        } catch (ExecutionException e) {
            failure = e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException | RuntimeException e) {
            failure = e;
        }
        forgetMasterThatWasNeverReached(asked);
        RedisFailure meaning = RedisFailure.of(failure);
        if (meaning.denied()) {
            throw new LockServiceDeniedException(
                    "Cannot " + what + ": Redis at " + address() + " refuses: " + meaning.reason() + ". "
                            + meaning.advice(),
                    failure);
        }
        throw unavailable(what, meaning.reason(), failure);
    }

    /**
     * Redisson asks sentinels for the master once, and connects to that one for ever if the first attempt fails. In the
     * midst of a failover that is a Redis that will not come back, so that the next attempt is another client's.
     */
    private void forgetMasterThatWasNeverReached(RedissonClient asked) {
        if (settings.master() == null) {
            return;
        }
        synchronized (this) {
            if (connected || closed || redisson != asked) {
                return;
            }
            redisson = client();
        }
        DaemonThreads.named("turnstile-redis-end")
                .newThread(() -> asked.shutdown(0, 1, TimeUnit.SECONDS))
                .start();
    }

    private <T> CompletionStage<T> sent(Supplier<CompletionStage<T>> command) {
        return connected ? command.get() : connect(command);
    }

    /**
     * The first command makes Redisson connect in the thread that sends it, for as long as that takes, and an interrupt
     * would look like a failure of Redis. So another thread does it.
     */
    private <T> CompletableFuture<T> connect(Supplier<CompletionStage<T>> command) {
        boolean known = availability.away();
        return CompletableFuture.supplyAsync(
                        () -> {
                            // Those who queued behind an attempt that has failed by now need not fail one by one.
                            if (!known && availability.away()) {
                                throw new RedisConnectionException(availability.reason());
                            }
                            return command.get();
                        },
                        connector)
                .thenCompose(answer -> answer);
    }

    /** Interrupts are kept for later: the wait is short, and what a half-waited command did would be unknown. */
    private static <T> T answer(CompletableFuture<T> future, long deadline)
            throws ExecutionException, TimeoutException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private LockServiceUnavailableException unavailable(String what, String reason, Throwable cause) {
        return new LockServiceUnavailableException(
                "Cannot " + what + ": Redis at " + address() + " does not answer (" + reason
                        + "). Check that it is up and can be reached from here " + (settings.tls() ? "with" : "without")
                        + " TLS, then try again.",
                cause);
    }

    private void jvmEnds() {
        if (!connected || availability.away()) {
            return;
        }
        try {
            CompletableFuture.allOf(users.stream()
                            .map(user -> user.jvmEnds().toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new))
                    .get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // Nobody is left to tell. What is held runs out with its lease.
        }
    }

    private final class Outages implements Availability.Listener {
        @Override
        public void away() {
            contact.lost();
            releases.wakeAll();
        }

        @Override
        public void back() {
            users.forEach(User::redisIsBack);
        }
    }
}
