package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.redis.client.RedisCommands;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pub/sub notification of releases: the subscriptions on behalf of all who wait with the same locks, one channel for
 * each dataset that is waited for, and none when nobody waits. While somebody waits, Redis is asked once a second
 * whether it is there, because a silent one would look like a lock that nobody releases.
 */
public final class ReleaseChannels {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseChannels.class);
    private static final Duration BLIND = Duration.ofMillis(500);

    private final RedisCommands commands;
    private final ScheduledExecutorService scheduler;
    private final Map<String, Channel> channels = new HashMap<>();
    private @Nullable ScheduledFuture<?> heartbeat;

    ReleaseChannels(RedisCommands commands, ScheduledExecutorService scheduler) {
        this.commands = commands;
        this.scheduler = scheduler;
    }

    /**
     * Begins to listen, and returns once no release can be missed.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile; nothing is left behind
     */
    Listener listen(String name) throws InterruptedException {
        Channel channel;
        synchronized (channels) {
            channel = channels.computeIfAbsent(name, Channel::new);
            channel.listeners++;
            if (heartbeat == null) {
                heartbeat = scheduler.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
            }
        }
        Listener listener = new Listener(channel);
        try {
            channel.subscribed();
            return listener;
        } catch (InterruptedException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Lets everybody look again. */
    void wakeAll() {
        synchronized (channels) {
            channels.values().forEach(Channel::heard);
        }
    }

    private void look() {
        try {
            commands.requireAnswer("wait for a release");
        } catch (RuntimeException e) {
            // If it is away, that has been noted and everybody was woken. If it refuses, the next look of each will
            // tell.
        }
    }

    private void forget(Channel channel) {
        synchronized (channels) {
            if (--channel.listeners > 0) {
                return;
            }
            channels.remove(channel.name);
            if (channels.isEmpty() && heartbeat != null) {
                heartbeat.cancel(false);
                heartbeat = null;
            }
        }
        channel.unsubscribe();
    }

    /** A listener to the releases of one dataset, from when it was opened. */
    final class Listener implements AutoCloseable {
        private final Channel channel;
        private final CompletableFuture<Void> release;

        private Listener(Channel channel) {
            this.channel = channel;
            this.release = channel.nextRelease;
        }

        /** Waits for a release since this was opened. @return whether it was heard of */
        boolean await(Duration atMost) throws InterruptedException {
            Duration limit = channel.blind ? min(atMost, BLIND) : atMost;
            try {
                release.get(limit.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException over) {
                return false;
            } catch (ExecutionException never) {
                throw new IllegalStateException(never);
            }
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        @Override
        public void close() {
            forget(channel);
        }
    }

    /** The subscription to one dataset's releases. */
    private final class Channel {
        private final String name;
        private final CompletableFuture<Integer> subscription = new CompletableFuture<>();
        private boolean asked;
        private int listeners;

        /** Whoever waits wakes as soon as it completes, and not one after the other. */
        private volatile CompletableFuture<Void> nextRelease = new CompletableFuture<>();

        private volatile boolean blind;

        private Channel(String name) {
            this.name = name;
        }

        /** The first one subscribes, the others wait for that. Without a subscription one looks again every half second. */
        private void subscribed() throws InterruptedException {
            boolean first;
            synchronized (this) {
                first = !asked;
                asked = true;
            }
            if (first) {
                subscribe();
            }
            try {
                subscription.get(4, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                blind = true;
            }
        }

        private void subscribe() {
            try {
                subscription.complete(commands.subscribe(name, this::heard));
            } catch (RuntimeException e) {
                if (!commands.away()) {
                    LOG.warn("Whoever waits here looks every {} ms. {}", BLIND.toMillis(), e.getMessage());
                }
                subscription.completeExceptionally(e);
            }
        }

        private void unsubscribe() {
            var unused = subscription.thenAccept(id -> commands.unsubscribe(name, id));
        }

        private void heard() {
            CompletableFuture<Void> release;
            synchronized (this) {
                release = nextRelease;
                nextRelease = new CompletableFuture<>();
            }
            release.complete(null);
        }
    }
}
