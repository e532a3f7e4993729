package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Epoch;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.lock.Waiter;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.lock.redis.client.SharedRedis;
import io.turnstile.core.lock.renewal.LeaseRenewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lock service at Redis, for applications on any number of machines. All instances of a JVM with the same settings
 * share one connection. Every thread is a daemon; when the JVM ends in an orderly way, what is held is given back.
 */
public final class RedisLocks implements DatasetLocks {
    private final WhenUnavailable whenUnavailable;
    private final SharedRedis redis;
    private final SharedRedis.User user = new User();
    private final RedisSession session;
    private final RedisPins pins;
    private final RedisQueries queries;
    private final RedisMemory memory;
    private final RedisUseCounters use;
    private final Set<RedisHeldLock> held = ConcurrentHashMap.newKeySet();
    private final LeaseRenewal renewal;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    private RedisLocks(
            RedisSettings settings,
            String rootId,
            Application application,
            Leases leases,
            WhenUnavailable whenUnavailable) {
        RedisKeys keys = new RedisKeys(rootId);
        this.whenUnavailable = whenUnavailable;
        redis = SharedRedis.open(settings);
        redis.contact().mind(leases.pin());
        session = new RedisSession(redis, keys, application, leases);
        pins = new RedisPins(session);
        queries = new RedisQueries(session);
        memory = new RedisMemory(session);
        use = new RedisUseCounters(session);
        renewal = new LeaseRenewal(
                redis.scheduler(), leases.renewal(), () -> held.isEmpty() && pins.isEmpty(), this::renew);
        redis.tell(user);
    }

    /**
     * Opens the locks of a root. Does not wait for Redis, and does not fail if it is away.
     *
     * @param rootId the id that the root gave itself; two roots never share a lock
     * @param application who we are to others
     * @param leases how long locks and pins outlive this JVM
     */
    public static RedisLocks open(
            RedisSettings settings,
            String rootId,
            Application application,
            Leases leases,
            WhenUnavailable whenUnavailable) {
        return new RedisLocks(settings, rootId, application, leases, whenUnavailable);
    }

    @Override
    public Attempt tryAcquire(String dataset) {
        requireOpen();
        RedisHeldLock lock = new RedisHeldLock(session, dataset, held::remove);
        try {
            Optional<Holder> other = lock.take();
            if (other.isPresent()) {
                return new Attempt.HeldBy(other.get());
            }
        } catch (LockServiceUnavailableException e) {
            goOnWithout(e);
        }
        held.add(lock);
        renewal.wake();
        if (closed) {
            lock.close();
            requireOpen();
        }
        return new Attempt.Acquired(lock);
    }

    @Override
    public ReleaseWait releaseWait(String dataset) {
        requireOpen();
        return new RedisReleaseWait(session, dataset, this::goOnWithout);
    }

    @Override
    public Passage pass(String dataset) {
        requireOpen();
        RedisPin pin = new RedisPin(session, pins, dataset, "");
        Optional<Holder> holder = Optional.empty();
        try {
            List<Object> answer = session.commands.call("pass the momentary lock of " + dataset, () -> pins.pass(pin));
            pin.registered(ScriptReply.number(answer, 0));
            holder = ScriptReply.holder(answer, 1);
        } catch (LockServiceUnavailableException e) {
            goOnWithout(e);
        }
        return new Passage(kept(pin), holder);
    }

    @Override
    public Pin pin(String dataset, String generation) {
        requireOpen();
        RedisPin pin = new RedisPin(session, pins, dataset, generation);
        try {
            pin.register();
        } catch (LockServiceUnavailableException e) {
            goOnWithout(e);
        }
        return kept(pin);
    }

    @Override
    public Optional<Holder> holder(String dataset) {
        requireOpen();
        return queries.holder(dataset);
    }

    @Override
    public Map<String, Holder> holders() {
        requireOpen();
        return queries.holders();
    }

    @Override
    public Optional<Failure> lastFailure(String dataset) {
        requireOpen();
        return queries.lastFailure(dataset);
    }

    @Override
    public Optional<String> awaitedByHolder(String dataset) {
        requireOpen();
        return queries.awaitedByHolder(dataset);
    }

    @Override
    public List<Waiter> waiters(String dataset) {
        requireOpen();
        return queries.waiters(dataset);
    }

    @Override
    public List<Reader> readers(String dataset) {
        requireOpen();
        return queries.readers(dataset);
    }

    @Override
    public Optional<Holder> drop(String dataset) {
        requireOpen();
        return ForcedRelease.of(dataset, session);
    }

    @Override
    public Epoch epoch() {
        requireOpen();
        return memory.epoch();
    }

    @Override
    public Duration untilPinsAreKnown() {
        return memory.untilPinsAreKnown();
    }

    @Override
    public boolean answers() {
        return !session.commands.away();
    }

    @Override
    public Duration pinLease() {
        return session.leases.pin();
    }

    @Override
    public String service() {
        return session.commands.address();
    }

    @Override
    public Optional<String> identity() {
        requireOpen();
        return memory.identity();
    }

    @Override
    public String claim(String identity) {
        requireOpen();
        return memory.claim(identity);
    }

    @Override
    public UseCounters use() {
        requireOpen();
        return use;
    }

    @Override
    public long callsWithoutService() {
        return session.unanswered.sum();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closed = true;
        renewal.stop();
        use.close();
        held.forEach(RedisHeldLock::close);
        pins.giveBackAll();
        redis.leave(user);
    }

    private Pin kept(RedisPin pin) {
        pins.add(pin);
        renewal.wake();
        if (closed) {
            pin.close();
            requireOpen();
        }
        return pin;
    }

    private void renew() {
        held.forEach(RedisHeldLock::renew);
        pins.renew();
    }

    private void goOnWithout(LockServiceUnavailableException e) {
        session.unanswered.increment();
        if (whenUnavailable == WhenUnavailable.FAIL) {
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "Cannot use the locks at " + session.commands.address() + ": they have been closed");
        }
    }

    private final class User implements SharedRedis.User {
        @Override
        public void redisIsAway() {
            session.channels.wakeAll();
        }

        @Override
        public void redisIsBack() {
            pins.introduceAgain();
            renewal.now();
        }

        @Override
        public CompletionStage<?> jvmEnds() {
            renewal.stop();
            List<CompletableFuture<?>> sent = new ArrayList<>();
            held.forEach(lock -> sent.add(lock.sendRelease().toCompletableFuture()));
            sent.add(pins.sendGiveBack().toCompletableFuture());
            sent.add(use.sendRest().toCompletableFuture());
            return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
        }
    }
}
