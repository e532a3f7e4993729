package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.renewal.DaemonThreads;
import io.turnstile.core.lock.renewal.UnbrokenContact;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.codec.StringCodec;

/**
 * The command client of one Redis: scripts and subscriptions, each behind the circuit breaker and with one retry. A
 * call returns or throws within four seconds. Thread-safe.
 */
public final class RedisCommands {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String PROBE = "return {1}";
    private final RedisSettings settings;
    private final CircuitBreaker breaker;
    private final UnbrokenContact contact;
    private final Handshake handshake;
    private final ExecutorService connector = DaemonThreads.pool("turnstile-redis-connect", 1);
    private final ExecutorService callbacks = DaemonThreads.pool("turnstile-redis-callback", 2);
    private volatile RedissonClient redisson;
    private volatile boolean connected;
    private boolean closed;

    RedisCommands(RedisSettings settings, CircuitBreaker breaker, UnbrokenContact contact) {
        this.settings = settings;
        this.breaker = breaker;
        this.contact = contact;
        this.handshake = new Handshake(settings);
        this.redisson = client();
    }

    private RedissonClient client() {
        return RedissonClients.create(settings, callbacks, breaker::suspect);
    }

    /** Its address as it appears in messages, without user name and password. */
    public String address() {
        return settings.address();
    }

    /** Whether it is known not to answer. */
    public boolean away() {
        return breaker.isOpen();
    }

    /** Whether it is there, and has been reached before. */
    boolean reached() {
        return connected && !away();
    }

    /**
     * Runs a script.
     *
     * @param what for the message, as in "Cannot …"
     * @param script its text; Redis runs it without interruption
     * @throws LockServiceUnavailableException if Redis does not answer, at once if that is known already
     * @throws LockServiceDeniedException if it refuses
     */
    public List<Object> call(String what, String script, List<Object> keys, Object... arguments) {
        return call(what, () -> send(script, keys, arguments));
    }

    /** The same, where the caller sends the script; twice, if that is not answered. */
    public List<Object> call(String what, Supplier<CompletionStage<List<Object>>> sending) {
        requireThere(what);
        return ask(what, sending);
    }

    /** Asks for an answer, and for nothing else; as {@link #call}. */
    public void requireAnswer(String what) {
        requireThere(what);
        probe(what);
    }

    /** The same, even if it is known to be away. */
    void probe(String what) {
        ask(what, () -> send(PROBE, List.of()));
    }

    /** Sends and does not wait; {@link #await} does. Does not fail. */
    public CompletionStage<List<Object>> begin(Supplier<CompletionStage<List<Object>>> sending) {
        if (away()) {
            return CompletableFuture.failedFuture(new RedisConnectionException(breaker.reason()));
        }
        try {
            return sent(sending);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Waits for what was begun, as {@link #call} does; if it is not answered it is sent again. */
    public List<Object> await(
            String what, CompletionStage<List<Object>> begun, Supplier<CompletionStage<List<Object>>> sending) {
        requireThere(what);
        Iterator<Supplier<CompletionStage<List<Object>>>> attempts =
                List.of(() -> begun, sending).iterator();
        return ask(what, () -> attempts.next().get());
    }

    private void requireThere(String what) {
        if (away()) {
            throw unavailable(what, breaker.reason(), new TimeoutException("not asked again yet"));
        }
    }

    /**
     * Listens on a channel until {@link #unsubscribe}.
     *
     * @throws LockServiceUnavailableException if that is not answered: Redis may be away, or we may not listen
     */
    public int subscribe(String channel, Runnable heard) {
        RTopic topic = redisson.getTopic(channel, StringCodec.INSTANCE);
        return askOnce(
                "listen on " + channel,
                () -> topic.addListenerAsync(String.class, (name, message) -> heard.run()),
                System.nanoTime() + PATIENCE);
    }

    /** Listens no more. Does not wait, and does not fail. */
    public void unsubscribe(String channel, int subscription) {
        var unused = redisson.getTopic(channel, StringCodec.INSTANCE).removeListenerAsync(subscription);
    }

    /**
     * Which failover made the Redis that has just answered the master; empty where there are no sentinels to say so.
     *
     * @param what for the message, as in "Cannot …"
     * @param runId its run id
     * @throws LockServiceUnavailableException unless most sentinels say that it still is the master
     */
    public String failover(String what, String runId) {
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
    public CompletionStage<List<Object>> send(String script, List<Object> keys, Object... arguments) {
        return redisson.getScript(StringCodec.INSTANCE)
                .<List<Object>>evalAsync(RScript.Mode.READ_WRITE, script, RScript.ReturnType.LIST, keys, arguments)
                .thenApply(answer -> {
                    contact.answered();
                    return answer;
                });
    }

    /**
     * Asks twice before it says that Redis is away: after a pause of this JVM that was longer than a time-out, the first
     * command fails although its answer is there.
     */
    private <T> T ask(String what, Supplier<CompletionStage<T>> command) {
        long deadline = System.nanoTime() + PATIENCE;
        long outages = breaker.outages();
        try {
            return askOnce(what, command, deadline);
        } catch (LockServiceUnavailableException e) {
            LockSupport.parkNanos(PAUSE);
        }
        try {
            return askOnce(what, command, deadline);
        } catch (LockServiceUnavailableException e) {
            breaker.failed(RedisFailure.of(e).reason(), outages);
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
        RedisFailure meaning = !connected && handshake.wantsNoTls() ? RedisFailure.NO_TLS : RedisFailure.of(failure);
        if (meaning.denied()) {
            throw meaning.refusal(what, address(), failure);
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
        boolean known = away();
        return CompletableFuture.supplyAsync(
                        () -> {
                            // Those who queued behind an attempt that has failed by now need not fail one by one.
                            if (!known && away()) {
                                throw new RedisConnectionException(breaker.reason());
                            }
                            handshake.requireRedis();
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

    /** Ends the connection; whatever is on its way fails. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        redisson.shutdown(0, 1, TimeUnit.SECONDS);
        connector.shutdown();
        callbacks.shutdown();
    }
}
