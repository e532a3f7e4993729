package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Epoch;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of locks and pins when their application dies, or Redis forgets them. */
class RedisLocksRecoveryTest {
    private static final Application ANN = DatasetLocksContract.ANN;
    private static final Application BEN = DatasetLocksContract.BEN;
    private static final String DELAYS = DatasetLocksContract.DELAYS;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LONG_LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT_LEASE = Duration.ofMillis(600);

    private final String root = UUID.randomUUID().toString();
    private final List<DatasetLocks> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(DatasetLocks::close);
    }

    @Test
    void leaseIsRenewedForAsLongAsItIsHeld() {
        RedisServer redis = RedisServer.shared();
        DatasetLocks ann = open(redis, ANN, SHORT_LEASE);
        HeldLock lock = DatasetLocksContract.acquired(ann, DELAYS);
        ann.pass(DELAYS);
        DatasetLocks ben = open(redis, BEN, SHORT_LEASE);

        Eventually.within(SOON, "held for three leases", () -> {
            Holder holder = ben.holder(DELAYS).orElseThrow();
            assertThat(ben.readers(DELAYS)).hasSize(1);
            return holder.heldFor().compareTo(SHORT_LEASE.multipliedBy(3)) > 0;
        });
        assertThat(lock.state()).isEqualTo(HeldLock.State.HELD);
    }

    @Test
    void lockAndPinsOfAKilledApplicationAreFreeAfterItsLease() throws Exception {
        RedisServer redis = RedisServer.shared();
        DatasetLocks ben = open(redis, BEN, LONG_LEASE);
        try (ChildJvm other = ChildJvm.running(LockHolder.class, redis.address(), root, "1500", "stay")) {
            other.awaitLine("held HELD");
            other.kill();
        }
        Holder dead = DatasetLocksContract.refused(ben, DELAYS);
        assertThat(dead.application()).isEqualTo(ANN);
        long start = System.nanoTime();
        DatasetLocksContract.awaitFree(ben, DELAYS);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
        DatasetLocksContract.acquired(ben, DELAYS);
        Eventually.within(SOON, "its pin has run out", () -> ben.readers(DELAYS).isEmpty());
    }

    @Test
    @Tag("fault-15")
    void applicationWhoseMainThrowsEndsAndGivesBackWhatItHeld() {
        RedisServer redis = RedisServer.shared();
        DatasetLocks ben = open(redis, BEN, LONG_LEASE);
        try (ChildJvm other = ChildJvm.running(LockHolder.class, redis.address(), root, "30000", "throw")) {
            other.awaitLine("held HELD");
            assertThat(other.awaitExit(SOON)).isEqualTo(1);
        }
        assertThat(ben.readers(DELAYS)).isEmpty();
        DatasetLocksContract.acquired(ben, DELAYS);
    }

    @Test
    @Tag("fault-15")
    void applicationThatClosesNothingEndsAllTheSame() {
        RedisServer redis = RedisServer.shared();
        try (ChildJvm other = ChildJvm.running(LockHolder.class, redis.address(), root, "30000", "return")) {
            other.awaitLine("held HELD");
            assertThat(other.awaitExit(SOON)).isZero();
        }
        try (RedisServer none = RedisServer.started()) {
            none.stop();
            try (ChildJvm other = ChildJvm.running(LockHolder.class, none.address(), root, "30000", "return")) {
                other.awaitLine("held UNCOORDINATED");
                assertThat(other.awaitExit(SOON)).isZero();
            }
        }
    }

    @Test
    void terminatedApplicationGivesBackWhatItHeld() {
        RedisServer redis = RedisServer.shared();
        try (ChildJvm other = ChildJvm.running(LockHolder.class, redis.address(), root, "30000", "stay")) {
            other.awaitLine("held HELD");
            other.terminate();
            other.awaitExit(SOON);
        }
        DatasetLocksContract.acquired(open(redis, BEN, LONG_LEASE), DELAYS);
    }

    @Test
    @Tag("fault-3")
    void redisThatCameBackEmptyIsToldOfLocksAndPinsAgain() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks ann = open(redis, ANN, LONG_LEASE);
            HeldLock lock = DatasetLocksContract.acquired(ann, DELAYS);
            ann.pass(DELAYS);
            Pin pin = ann.pass(DELAYS).pin();
            pin.resolve("g-00000001-4f2a91c0");
            Epoch before = ann.epoch();

            redis.kill();
            redis.restart();

            String address = redis.address();
            Eventually.within(
                    SOON,
                    "the lock is there again at " + address,
                    () -> redis.ask("EXISTS", lockKey()).equals("1"));
            Eventually.within(SOON, "it knows", () -> lock.state() == HeldLock.State.HELD);
            DatasetLocks ben = open(redis, BEN, LONG_LEASE);
            Eventually.within(SOON, "Redis answers", () -> answers(ben));
            Eventually.within(SOON, "both pins", () -> ben.readers(DELAYS).size() == 2);
            assertThat(ben.readers(DELAYS))
                    .filteredOn(reader -> reader.generation().isPresent())
                    .hasSize(1);
            assertThat(DatasetLocksContract.refused(ben, DELAYS).application()).isEqualTo(ANN);
            assertThat(ben.epoch().id()).isNotEqualTo(before.id());

            pin.close();
            lock.close();
            assertThat(ben.holder(DELAYS)).isEmpty();
        }
    }

    @Test
    @Tag("fault-3")
    void flushedRedisIsToldByTheNextRenewal() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks ann = open(redis, ANN, SHORT_LEASE);
            DatasetLocksContract.acquired(ann, DELAYS);
            ann.pass(DELAYS);
            String before = ann.epoch().id();
            redis.ask("FLUSHALL");

            Eventually.within(
                    SOON,
                    "lock and pin are there again",
                    () -> ann.holder(DELAYS).isPresent() && ann.readers(DELAYS).size() == 1);
            assertThat(ann.epoch().id()).isNotEqualTo(before);
        }
    }

    @Test
    @Tag("fault-3")
    void lockThatSomebodyElseHasByNowIsLostAndNeverReleased() {
        RedisServer redis = RedisServer.shared();
        DatasetLocks ann = open(redis, ANN, SHORT_LEASE);
        DatasetLocks ben = open(redis, BEN, LONG_LEASE);
        HeldLock lock = DatasetLocksContract.acquired(ann, DELAYS);

        Eventually.within(SOON, "the other one is quicker than the renewal", () -> {
            redis.ask("DEL", lockKey());
            return ben.tryAcquire(DELAYS) instanceof Attempt.Acquired;
        });
        Eventually.within(SOON, "it knows", () -> lock.state() == HeldLock.State.LOST);
        lock.close();

        assertThat(lock.state()).isEqualTo(HeldLock.State.RELEASED);
        assertThat(ann.holder(DELAYS).map(Holder::application)).contains(BEN);
    }

    @Test
    void droppedOwnerDoesNotTakeTheFreeLockBack() {
        RedisServer redis = RedisServer.shared();
        DatasetLocks ann = open(redis, ANN, SHORT_LEASE);
        HeldLock lock = DatasetLocksContract.acquired(ann, DELAYS);
        DatasetLocks ben = open(redis, BEN, LONG_LEASE);
        ben.drop(DELAYS);

        Eventually.within(SOON, "it knows", () -> lock.state() == HeldLock.State.LOST);
        assertThat(ben.holder(DELAYS)).isEmpty();
        DatasetLocksContract.acquired(ann, DELAYS);
    }

    private String lockKey() {
        return "turnstile:{" + root + ":" + DELAYS + "}:lock";
    }

    private static boolean answers(DatasetLocks locks) {
        try {
            locks.holder(DELAYS);
            return true;
        } catch (LockServiceUnavailableException e) {
            return false;
        }
    }

    private DatasetLocks open(RedisServer redis, Application application, Duration lease) {
        DatasetLocks locks = RedisLocks.open(
                RedisSettings.parse(redis.address()),
                root,
                application,
                Leases.of(lease),
                DatasetLocks.WhenUnavailable.CONTINUE);
        opened.add(locks);
        return locks;
    }
}
