package io.turnstile.core.lock;

import io.turnstile.core.identity.Application;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks and pins kept at Redis, for applications on any number of machines. All instances of a JVM with the same settings
 * share one connection. Every thread is a daemon; when the JVM ends in an orderly way, what is held is given back.
 */
public final class RedisLocks implements DatasetLocks {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLocks.class);

    /** How long an owner whose lock was dropped by force is kept from taking it back. */
    private static final Duration DROPPED_MEMORY = Duration.ofHours(1);

    private static final Duration GRACE = Duration.ofMillis(50);
    /** What an application needs at most to notice that Redis answers again, and to reach it. */
    private static final Duration RECONNECTION = Duration.ofSeconds(2);

    private final WhenUnavailable whenUnavailable;
    private final SharedRedis redis;
    private final SharedRedis.User user = new User();
    private final Session session;
    private final RedisPins pins;
    private final Set<RedisHeldLock> held = ConcurrentHashMap.newKeySet();
    private final Renewal renewal;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean evictionSeen;

    private RedisLocks(
            RedisSettings settings,
            String rootId,
            Application application,
            Duration lease,
            WhenUnavailable whenUnavailable) {
        if (lease.toMillis() < 100) {
            throw new IllegalArgumentException("Cannot use a lease of " + lease + ": it is below 100 ms");
        }
        Keys keys = new Keys(rootId);
        this.whenUnavailable = whenUnavailable;
        redis = SharedRedis.open(settings);
        redis.contact().mind(lease);
        session = new Session(redis, keys, application, lease);
        pins = new RedisPins(session);
        renewal =
                new Renewal(redis.scheduler(), lease.dividedBy(3), () -> held.isEmpty() && pins.isEmpty(), this::renew);
        redis.tell(user);
    }

    /**
     * Opens the locks of a root. Does not wait for Redis, and does not fail if it is away.
     *
     * @param rootId the id that the root gave itself; two roots never share a lock
     * @param application who we are to others
     * @param lease how long a lock or a pin outlives this JVM; at least 100 ms
     */
    public static RedisLocks open(
            RedisSettings settings,
            String rootId,
            Application application,
            Duration lease,
            WhenUnavailable whenUnavailable) {
        return new RedisLocks(settings, rootId, application, lease, whenUnavailable);
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
    public void awaitRelease(String dataset, Duration atMost) throws InterruptedException {
        requireOpen();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try (Releases.Ear ear = redis.releases().listen(session.keys.released(dataset))) {
            Optional<Holder> holder = holder(dataset);
            if (holder.isPresent()) {
                ear.await(Collections.min(
                        List.of(atMost, holder.get().leaseLeft().plus(GRACE), session.lease.dividedBy(3))));
            }
        } catch (LockServiceUnavailableException e) {
            goOnWithout(e);
        }
    }

    @Override
    public Passage pass(String dataset) {
        requireOpen();
        RedisPin pin = new RedisPin(session, pins, dataset, "");
        Optional<Holder> holder = Optional.empty();
        try {
            List<Object> answer = redis.call("pass the momentary lock of " + dataset, () -> pins.pass(pin));
            pin.registered(Answer.number(answer, 0));
            holder = Answer.holder(answer, 1);
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
        return Answer.holder(whoHolds(dataset), 0);
    }

    @Override
    public Map<String, Holder> holders() {
        requireOpen();
        Map<String, Holder> found = new TreeMap<>();
        for (Object dataset : redis.call("list the locks that are held", Script.HELD, List.of(session.keys.held()))) {
            holder(dataset.toString()).ifPresent(holder -> found.put(dataset.toString(), holder));
        }
        return found;
    }

    @Override
    public Optional<Failure> lastFailure(String dataset) {
        requireOpen();
        return Answer.failure(redis.call(
                "ask whether a computation of " + dataset + " failed",
                Script.FAILURE,
                List.of(session.keys.failure(dataset))));
    }

    @Override
    public Optional<String> awaitedByHolder(String dataset) {
        requireOpen();
        List<Object> answer = redis.call(
                "ask for what the holder of " + dataset + " waits",
                Script.AWAITED,
                List.of(session.keys.lock(dataset)));
        return answer.isEmpty() ? Optional.empty() : Optional.of(Answer.text(answer, 0));
    }

    @Override
    public List<Reader> readers(String dataset) {
        requireOpen();
        List<Object> answer = redis.call("list who reads " + dataset, Script.PINS, List.of(session.keys.pins(dataset)));
        return PinMember.readers(
                Answer.number(answer, 0),
                answer.stream().skip(1).map(String::valueOf).toList());
    }

    @Override
    public Optional<Holder> drop(String dataset) {
        requireOpen();
        List<Object> answer = whoHolds(dataset);
        if (!answer.isEmpty()) {
            redis.call(
                    "drop the held lock of " + dataset,
                    Script.DROP,
                    List.of(session.keys.lock(dataset), session.keys.dropped(dataset), session.keys.held()),
                    Answer.text(answer, 6),
                    Long.toString(DROPPED_MEMORY.toMillis()),
                    session.keys.released(dataset),
                    dataset);
        }
        return Answer.holder(answer, 0);
    }

    @Override
    public Epoch epoch() {
        requireOpen();
        List<Object> answer = redis.call(
                "tell whether Redis has forgotten any pin (commands INFO and TIME)",
                Script.EPOCH,
                List.of(session.keys.epoch()),
                UUID.randomUUID().toString());
        String evicted = Answer.text(answer, 3);
        if (!evicted.equals("0") && !evictionSeen) {
            evictionSeen = true;
            LOG.warn(
                    "Redis at {} evicts keys ({} so far), locks and pins among them perhaps; superseded files are kept"
                            + " for as long as it does. Give it more memory, or maxmemory-policy noeviction",
                    redis.address(),
                    evicted);
        }
        String failover = redis.failover("tell whether Redis has forgotten any pin", Answer.text(answer, 1));
        String id = String.join("-", Answer.text(answer, 0), Answer.text(answer, 1), Answer.text(answer, 2), evicted)
                + (failover.isEmpty() ? "" : "-" + failover);
        return new Epoch(id, Instant.ofEpochMilli(Answer.number(answer, 4)));
    }

    @Override
    public Duration untilPinsAreKnown() {
        redis.call("see whether it answers", Script.PROBE, List.of());
        Duration left = session.lease
                .dividedBy(3)
                .plus(RECONNECTION)
                .minus(redis.contact().lasted());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public Duration lease() {
        return session.lease;
    }

    @Override
    public String service() {
        return redis.address();
    }

    @Override
    public Optional<String> identity() {
        requireOpen();
        List<Object> answer =
                redis.call("ask Redis which root it serves", Script.IDENTITY, List.of(session.keys.identity()));
        return answer.isEmpty() ? Optional.empty() : Optional.of(Answer.text(answer, 0));
    }

    @Override
    public String claim(String identity) {
        requireOpen();
        List<Object> answer =
                redis.call("name Redis for its root", Script.CLAIM, List.of(session.keys.identity()), identity);
        return Answer.text(answer, 0);
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

    private List<Object> whoHolds(String dataset) {
        return redis.call(
                "ask who holds the held lock of " + dataset, Script.HOLDER, List.of(session.keys.lock(dataset)));
    }

    private void goOnWithout(LockServiceUnavailableException e) {
        session.unanswered.increment();
        if (whenUnavailable == WhenUnavailable.FAIL) {
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use the locks at " + redis.address() + ": they have been closed");
        }
    }

    private final class User implements SharedRedis.User {
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
            return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
        }
    }
}
