package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.StandardError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What users find while Redis does not answer, and when it refuses. */
class RedisLocksOutageTest {
    private static final String DELAYS = DatasetLocksContract.DELAYS;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final String root = UUID.randomUUID().toString();
    private final List<DatasetLocks> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(locks -> inBound(() -> {
            locks.close();
            return true;
        }));
    }

    @Test
    void redisThatWasNeverThereIsDoneWithoutUntilItComes() {
        try (RedisServer redis = RedisServer.started()) {
            redis.stop();
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);

            goesOnWithout(locks, redis);
        }
    }

    @Test
    @Tag("fault-3")
    void redisThatHasGoneIsDoneWithoutUntilItIsBack() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            DatasetLocksContract.acquired(locks, "other").close();
            redis.kill();

            goesOnWithout(locks, redis);
        }
    }

    private void goesOnWithout(DatasetLocks locks, RedisServer redis) {
        HeldLock lock = inBound(() -> DatasetLocksContract.acquired(locks, DELAYS));
        assertThat(lock.state()).isEqualTo(HeldLock.State.UNCOORDINATED);
        assertThat(locks.callsWithoutService()).isEqualTo(1);

        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            locks.pass("other").pin().close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(locks.callsWithoutService()).isEqualTo(1001);

        Passage passage = locks.pass(DELAYS);
        assertThat(passage.holder()).isEmpty();
        passage.pin().resolve("g-00000001-4f2a91c0");
        redis.restart();
        Eventually.within(SOON, "the lock is known", () -> lock.state() == HeldLock.State.HELD);
        Eventually.within(SOON, "the pin is known", () -> locks.readers(DELAYS).size() == 1);
        assertThat(locks.readers(DELAYS).get(0).generation()).contains("g-00000001-4f2a91c0");
        passage.pin().close();
        assertThat(locks.readers(DELAYS)).isEmpty();
    }

    @Test
    @Tag("fault-3")
    void silentRedisIsDoneWithoutUntilItGoesOn() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            DatasetLocksContract.acquired(locks, "other").close();
            redis.pause();

            HeldLock lock = inBound(() -> DatasetLocksContract.acquired(locks, DELAYS));
            assertThat(lock.state()).isEqualTo(HeldLock.State.UNCOORDINATED);
            inBound(() -> locks.pass(DELAYS));
            redis.resume();
            Eventually.within(SOON, "the lock is known", () -> lock.state() == HeldLock.State.HELD);
        }
    }

    @Test
    @Tag("fault-3")
    void silentRedisCannotBeConnectedToForLong() {
        try (RedisServer redis = RedisServer.started()) {
            redis.pause();
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            inBound(() -> locks.pass(DELAYS));
            redis.resume();
            Eventually.within(SOON, "it answers", () -> {
                try {
                    return locks.readers(DELAYS).size() == 1;
                } catch (LockServiceUnavailableException e) {
                    return false;
                }
            });
        }
    }

    @Test
    @Tag("fault-3")
    void lockThatIsHeldAcrossASilenceIsHeldAfterwards() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            HeldLock lock = DatasetLocksContract.acquired(locks, DELAYS);
            redis.pause();
            inBound(() -> locks.pass(DELAYS));
            redis.resume();
            DatasetLocks other = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            Eventually.within(SOON, "it answers", () -> other.tryAcquire(DELAYS) instanceof Attempt.HeldBy);
            assertThat(lock.state()).isEqualTo(HeldLock.State.HELD);
        }
    }

    @Test
    void whoMayNotGoOnWithoutIsToldWhatFailedAndWhere() {
        try (RedisServer redis = RedisServer.started()) {
            redis.stop();
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.FAIL);

            assertThatThrownBy(() -> inBound(() -> locks.tryAcquire(DELAYS)))
                    .isInstanceOf(LockServiceUnavailableException.class)
                    .hasMessageContaining(DELAYS)
                    .hasMessageContaining(redis.address());
            assertThatThrownBy(() -> locks.pass(DELAYS)).isInstanceOf(LockServiceUnavailableException.class);
            assertThatThrownBy(() -> locks.pin(DELAYS, "g")).isInstanceOf(LockServiceUnavailableException.class);
            assertThatThrownBy(() -> locks.awaitRelease(DELAYS, LONG))
                    .isInstanceOf(LockServiceUnavailableException.class);
            assertThat(locks.callsWithoutService()).isEqualTo(4);
        }
    }

    @Test
    void reportsAlwaysFailWithoutRedis() {
        try (RedisServer redis = RedisServer.started()) {
            redis.stop();
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            List<ThrowingSupplier<?>> reports = List.of(
                    () -> locks.holder(DELAYS),
                    () -> locks.lastFailure(DELAYS),
                    () -> locks.awaitedByHolder(DELAYS),
                    () -> locks.readers(DELAYS),
                    locks::epoch,
                    locks::identity,
                    () -> locks.claim("r-1"),
                    () -> locks.drop(DELAYS));

            assertThat(reports)
                    .allSatisfy(report -> assertThatThrownBy(() -> inBound(report))
                            .isInstanceOf(LockServiceUnavailableException.class));
        }
    }

    @Test
    void whoeverWaitsIsToldWhenRedisDies() throws Exception {
        waiterReturnsAfter(RedisServer::kill);
    }

    @Test
    void whoeverWaitsIsToldWhenRedisFallsSilent() throws Exception {
        waiterReturnsAfter(RedisServer::pause);
    }

    @Test
    void waitThatBeginsWhileRedisIsSilentIsNotMadeLonger() {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            locks.pass(DELAYS).pin().close();
            redis.pause();

            inBound(() -> {
                locks.awaitRelease(DELAYS, LONG);
                return true;
            });
            redis.resume();
        }
    }

    private void waiterReturnsAfter(Consumer<RedisServer> fault) throws Exception {
        try (RedisServer redis = RedisServer.started()) {
            DatasetLocksContract.acquired(open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE), DELAYS);
            DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
            Thread waiter = new Thread(() -> {
                try {
                    locks.awaitRelease(DELAYS, LONG);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            waiter.start();
            Eventually.within(SOON, "it waits", () -> DatasetLocksContract.waits(waiter));
            fault.accept(redis);
            waiter.join(BOUND.toMillis());

            assertThat(waiter.isAlive()).isFalse();
            assertThat(inBound(() -> DatasetLocksContract.acquired(locks, DELAYS))
                            .state())
                    .isEqualTo(HeldLock.State.UNCOORDINATED);
        }
    }

    @Test
    void logSaysOnceThatRedisIsAway() throws IOException {
        try (RedisServer redis = RedisServer.started()) {
            redis.stop();
            String said = StandardError.during(() -> {
                DatasetLocks locks = open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE);
                for (int i = 0; i < 100; i++) {
                    locks.pass(DELAYS);
                }
            });

            assertThat(said).containsOnlyOnce("does not answer");
        }
    }

    @Test
    void wrongPasswordIsNoOutage() {
        try (RedisServer redis = RedisServer.startedWithPassword("right")) {
            String place = "127.0.0.1:" + redis.port();
            for (String address :
                    List.of("redis://:wrong@" + place, "redis://ann:wrong@" + place, "redis://" + place)) {
                DatasetLocks locks = open(address, DatasetLocks.WhenUnavailable.CONTINUE);

                assertThatThrownBy(() -> inBound(() -> locks.pass(DELAYS)))
                        .isInstanceOf(LockServiceDeniedException.class)
                        .hasMessageContaining(place)
                        .hasMessageContaining("Check the user and the password")
                        .hasMessageNotContaining("wrong");
                assertThatThrownBy(() -> locks.tryAcquire(DELAYS)).isInstanceOf(LockServiceDeniedException.class);
                assertThat(locks.callsWithoutService()).isZero();
            }
            DatasetLocksContract.acquired(open(redis.address(), DatasetLocks.WhenUnavailable.CONTINUE), DELAYS);
        }
    }

    @Test
    void passwordThatRedisDoesNotWantIsNoOutage() {
        RedisServer redis = RedisServer.shared();
        DatasetLocks locks = open("redis://:needless@127.0.0.1:" + redis.port(), DatasetLocks.WhenUnavailable.CONTINUE);

        assertThatThrownBy(() -> locks.pass(DELAYS))
                .isInstanceOf(LockServiceDeniedException.class)
                .hasMessageNotContaining("needless");
    }

    @Test
    void missingPermissionIsNoOutage() {
        try (RedisServer redis = RedisServer.started()) {
            redis.ask("ACL", "SETUSER", "ann", "on", ">secret", "~other:*", "&*", "+@all");
            redis.ask("ACL", "SETUSER", "ben", "on", ">secret", "~turnstile:*", "&*", "+@all", "-info");
            DatasetLocks ann = open(as("ann", redis), DatasetLocks.WhenUnavailable.CONTINUE);
            DatasetLocks ben = open(as("ben", redis), DatasetLocks.WhenUnavailable.CONTINUE);

            assertThatThrownBy(() -> ann.pass(DELAYS))
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageContaining("~turnstile:*");
            ben.pass(DELAYS);
            assertThatThrownBy(ben::epoch)
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageContaining("INFO");
        }
    }

    @Test
    void whoMayNotListenStillHearsOfAReleaseBeforeLong() throws Exception {
        try (RedisServer redis = RedisServer.started()) {
            redis.ask("ACL", "SETUSER", "ann", "on", ">secret", "~turnstile:*", "resetchannels", "+@all");
            DatasetLocks ann = open(as("ann", redis), DatasetLocks.WhenUnavailable.CONTINUE);
            HeldLock lock = DatasetLocksContract.acquired(ann, DELAYS);
            Thread waiter = new Thread(() -> DatasetLocksContract.awaitFree(ann, DELAYS));
            waiter.start();
            Eventually.within(SOON, "it waits", () -> DatasetLocksContract.waits(waiter));
            lock.close();
            waiter.join(5_000);

            assertThat(waiter.isAlive()).isFalse();
            assertThat(lock.state()).isEqualTo(HeldLock.State.RELEASED);
            assertThat(ann.callsWithoutService()).isZero();
        }
    }

    private static String as(String user, RedisServer redis) {
        return "redis://" + user + ":secret@127.0.0.1:" + redis.port();
    }

    private static <T> T inBound(ThrowingSupplier<T> call) {
        long start = System.nanoTime();
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        }
    }

    private DatasetLocks open(String address, DatasetLocks.WhenUnavailable policy) {
        DatasetLocks locks = RedisLocks.open(
                RedisSettings.parse(address),
                root,
                DatasetLocksContract.ANN,
                Leases.of(Duration.ofSeconds(30)),
                policy);
        opened.add(locks);
        return locks;
    }
}
