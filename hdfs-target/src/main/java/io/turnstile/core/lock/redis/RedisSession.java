package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.redis.client.RedisCommands;
import io.turnstile.core.lock.redis.client.SharedRedis;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The session of one {@link RedisLocks} at Redis: what its locks and pins have in common, such as connection, keys and
 * lease.
 */
final class RedisSession {
    final SharedRedis redis;

    /** What is sent to it. */
    final RedisCommands commands;

    /** How one hears of releases. */
    final ReleaseChannels channels;

    final RedisKeys keys;
    final Application application;
    final Leases leases;

    /** The application's names as the scripts want them. */
    final List<String> names;

    /** The members that stand beside the application's pins. */
    final List<String> pieces;

    /** How many calls Redis did not answer. */
    final LongAdder unanswered = new LongAdder();

    /**
     * Held for writing while a renewal is on its way, for reading by whatever ends what it renews: a renewal that arrived
     * after the release would take the lock back for nobody.
     */
    final ReadWriteLock renewing = new ReentrantReadWriteLock();

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String client = HexFormat.of().toHexDigits(RANDOM.nextLong());
    private final AtomicLong issued = new AtomicLong();

    RedisSession(SharedRedis redis, RedisKeys keys, Application application, Leases leases) {
        this.redis = redis;
        this.commands = redis.commands();
        this.channels = new ReleaseChannels(commands, redis.scheduler());
        this.keys = keys;
        this.application = application;
        this.leases = leases;
        this.names = ShortNames.of(application);
        this.pieces = PinMember.pieces(client, application);
    }

    /** An id that nobody else has, here or elsewhere: of the owner of one held lock, or of one pin. */
    String newId() {
        return client + "." + Long.toString(issued.incrementAndGet(), Character.MAX_RADIX);
    }

    /** A name for this instance that no other has. */
    String client() {
        return client;
    }

    /** 8 random hexadecimal digits. */
    static String newHex() {
        return HexFormat.of().toHexDigits(RANDOM.nextInt());
    }

    static String millis(Duration lease) {
        return Long.toString(lease.toMillis());
    }
}
