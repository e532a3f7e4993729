package io.turnstile.core.lock;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of releases on behalf of all who wait in this JVM: one subscription for each dataset that is waited for, and none
 * when nobody waits. While somebody waits, Redis is asked once a second whether it is there, because a silent one would
 * look like a lock that nobody releases.
 */
final class Releases {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final Duration BLIND = Duration.ofMillis(500);

    private final SharedRedis redis;
    private final Map<String, Channel> channels = new HashMap<>();
    private @Nullable ScheduledFuture<?> heartbeat;

    Releases(SharedRedis redis) {
        this.redis = redis;
    }

    /**
     * Begins to listen, and returns once no release can be missed.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile; nothing is left behind
     */
    Ear listen(String name) throws InterruptedException {
        Channel channel;
        synchronized (channels) {
            channel = channels.computeIfAbsent(name, Channel::new);
            channel.ears++;
            if (heartbeat == null) {
                heartbeat = redis.scheduler().scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
            }
        }
        Ear ear = new Ear(channel);
        try {
            channel.subscribed();
            return ear;
        } catch (InterruptedException | RuntimeException e) {
            ear.close();
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
            redis.call("wait for a release", Script.PROBE, List.of());
        } catch (RuntimeException e) {
            // If it is away, that has been noted and everybody was woken. If it refuses, the next look of each will
            // tell.
        }
    }

    private void forget(Channel channel) {
        synchronized (channels) {
            if (--channel.ears > 0) {
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

    /** One who waits. */
    final class Ear implements AutoCloseable {
        private final Channel channel;
        private final CompletableFuture<Void> release;

        private Ear(Channel channel) {
            this.channel = channel;
            this.release = channel.nextRelease;
        }

        /** Waits for a release since this ear was opened. */
        void await(Duration atMost) throws InterruptedException {
            Duration limit = channel.blind ? min(atMost, BLIND) : atMost;
            try {
                release.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException over) {
                // The caller looks again.
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

    /** The releases of one dataset. */
    private final class Channel {
        private final String name;
        private final CompletableFuture<Integer> subscription = new CompletableFuture<>();
        private boolean asked;
        private int ears;

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
                subscription.complete(redis.subscribe(name, this::heard));
            } catch (RuntimeException e) {
                if (!redis.away()) {
                    LOG.warn("Whoever waits here looks every {} ms. {}", BLIND.toMillis(), e.getMessage());
                }
                subscription.completeExceptionally(e);
            }
        }

        private void unsubscribe() {
            var unused = subscription.thenAccept(id -> redis.unsubscribe(name, id));
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
