package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.renewal.DaemonThreads;
import io.turnstile.core.lock.renewal.UnbrokenContact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The reference-counted connection pool of this JVM to one Redis: shared by all that use the same settings, and closed
 * with the last of them. Thread-safe.
 */
public final class SharedRedis {
    /**
     * A listener to outages and to the end of the JVM, for whoever holds something at this Redis. Every method is
     * called in the background and may not block for long.
     */
    public interface User {
        /** Redis does not answer any more. */
        void redisIsAway();

        /** Redis answers again, or a connection to it was lost and replaced: it may have forgotten everything. */
        void redisIsBack();

        /** The JVM ends: sends, without waiting, what gives back all that is held. */
        CompletionStage<?> jvmEnds();
    }

    private static final Map<RedisSettings, SharedRedis> OPEN = new HashMap<>();

    private final RedisSettings settings;
    private final ScheduledExecutorService scheduler = DaemonThreads.scheduler("turnstile-redis-renewal");
    private final UnbrokenContact contact = new UnbrokenContact();
    private final List<User> users = new CopyOnWriteArrayList<>();
    private final CircuitBreaker breaker;
    private final RedisCommands commands;
    private final Thread atExit = new Thread(this::jvmEnds, "turnstile-redis-exit");
    private int openings;

    private SharedRedis(RedisSettings settings) {
        this.settings = settings;
        breaker = new CircuitBreaker(settings.address(), scheduler, this::probe, new Outages());
        commands = new RedisCommands(settings, breaker, contact);
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already: what is taken now runs out with its lease.
        }
    }

    private void probe() {
        commands.probe("see whether it answers");
    }

    /** Joins or makes the connection; does not wait for Redis. Every call wants a {@link #leave}. */
    public static SharedRedis open(RedisSettings settings) {
        synchronized (OPEN) {
            SharedRedis redis = OPEN.computeIfAbsent(settings, SharedRedis::new);
            redis.openings++;
            return redis;
        }
    }

    /** From now on the user is told, until it leaves. */
    public void tell(User user) {
        users.add(user);
    }

    /** Leaves; the last one closes the connection. */
    public void leave(User user) {
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
        breaker.end();
        scheduler.shutdownNow();
        commands.close();
    }

    /** What is sent to it. */
    public RedisCommands commands() {
        return commands;
    }

    /** How long it has answered without a break. */
    public UnbrokenContact contact() {
        return contact;
    }

    /** One thread, for what is done in the background as long as somebody is here. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    private void jvmEnds() {
        if (!commands.reached()) {
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

    private final class Outages implements CircuitBreaker.Listener {
        @Override
        public void away() {
            contact.lost();
            users.forEach(User::redisIsAway);
        }

        @Override
        public void back() {
            // The connection may have been lost for long, and noticed only now.
            contact.lost();
            users.forEach(User::redisIsBack);
        }
    }
}
