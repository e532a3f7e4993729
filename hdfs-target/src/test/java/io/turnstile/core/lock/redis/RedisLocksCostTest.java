package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What locks and pins cost Redis. */
class RedisLocksCostTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Application APPLICATION = new Application(
            "application_1700000000000_0001", "nightly route delays", "analytics", "driver-17.cluster.example.org");

    private static RedisServer redis;

    private final String root = UUID.randomUUID().toString();
    private final List<DatasetLocks> opened = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(DatasetLocks::close);
    }

    @Test
    void heldLockAndPinEachTakeAtMost600Bytes() {
        DatasetLocks locks = open(Duration.ofMinutes(10));
        // What Redis keeps for the connection and for scripts, whatever their number, is there before.
        DatasetLocksContract.acquired(locks, "travel.first");
        locks.pass("travel.first").pin().resolve("g-00000001-4f2a91c0");
        long before = usedMemory();
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            DatasetLocksContract.acquired(locks, "travel.route_delays_" + i);
        }
        long withLocks = usedMemory();
        for (int i = 0; i < count; i++) {
            locks.pass("travel.route_delays_" + i).pin().resolve("g-00000001-4f2a91c0");
        }
        long withPins = usedMemory();
        for (int i = 0; i < count; i++) {
            locks.pin("travel.routes", "g-00000001-4f2a91c0");
        }
        long withMorePins = usedMemory();

        assertThat((withLocks - before) / count).as("bytes per held lock").isLessThanOrEqualTo(600);
        assertThat((withPins - withLocks) / count)
                .as("bytes per pin alone on its dataset")
                .isLessThanOrEqualTo(600);
        assertThat((withMorePins - withPins) / count)
                .as("bytes per pin among many")
                .isLessThanOrEqualTo(600);
    }

    @Test
    void renewalTakesOneCommandPerLockAndPerPinnedDataset() {
        DatasetLocks locks = open(Duration.ofMillis(300));
        DatasetLocksContract.acquired(locks, "a");
        DatasetLocksContract.acquired(locks, "b");
        for (int i = 0; i < 20; i++) {
            locks.pin("c", "g-00000001-4f2a91c0");
        }
        redis.ask("CONFIG", "RESETSTAT");
        long start = System.nanoTime();
        Eventually.within(SOON, "some renewals", () -> scriptsRun() >= 15);
        double ticks = (System.nanoTime() - start) / 100_000_000.0;

        assertThat((double) scriptsRun()).isLessThanOrEqualTo(3 * (ticks + 2));
    }

    @Test
    void nothingIsSentWhenEverythingIsClosed() {
        DatasetLocks locks = open(Duration.ofMillis(300));
        HeldLock lock = DatasetLocksContract.acquired(locks, "a");
        Pin pin = locks.pass("a").pin();
        lock.close();
        pin.close();
        redis.ask("CONFIG", "RESETSTAT");
        Instant end = redisTime().plusMillis(600);
        Eventually.within(SOON, "two leases", () -> redisTime().isAfter(end));
        assertThat(scriptsRun()).isZero();

        opened.forEach(DatasetLocks::close);
        Eventually.within(
                SOON,
                "no connection of ours",
                () -> !redis.ask("CLIENT", "LIST").contains("name=turnstile"));
    }

    @Test
    void closedLocksLeaveNothingInRedis() {
        DatasetLocks locks = open(Duration.ofSeconds(30));
        DatasetLocksContract.acquired(locks, "a").close();
        Pin pin = locks.pass("a").pin();
        pin.resolve("g-00000001-4f2a91c0");
        locks.close();

        assertThat(redis.ask("KEYS", "turnstile:{" + root + "*")).isEmpty();
    }

    @Test
    void fiveHundredWaitersShareASubscriptionAndWakeTogether() {
        DatasetLocks locks = open(Duration.ofSeconds(30));
        HeldLock lock = DatasetLocksContract.acquired(locks, "a");
        AtomicInteger awake = new AtomicInteger();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Thread waiter = new Thread(() -> {
                try {
                    locks.awaitRelease("a", Duration.ofMinutes(1));
                    awake.incrementAndGet();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            waiter.setDaemon(true);
            waiters.add(waiter);
            waiter.start();
        }
        String channel = "turnstile:{" + root + ":a}:released";
        Eventually.within(
                SOON,
                "all wait",
                () -> waiters.stream().allMatch(DatasetLocksContract::waits)
                        && redis.ask("PUBSUB", "NUMSUB", channel).endsWith("\n1"));
        lock.close();
        Eventually.within(Duration.ofSeconds(2), "all are awake", () -> awake.get() == 500);
        Eventually.within(
                SOON,
                "nobody listens",
                () -> redis.ask("PUBSUB", "NUMSUB", channel).endsWith("\n0"));
    }

    @Test
    void instancesWithTheSameSettingsShareAConnection() {
        for (int i = 0; i < 20; i++) {
            open(Duration.ofSeconds(30)).pass("a");
        }
        Matcher connections = Pattern.compile("name=turnstile").matcher(redis.ask("CLIENT", "LIST"));

        assertThat(connections.results().count()).isLessThanOrEqualTo(8);
    }

    private static Instant redisTime() {
        String[] time = redis.ask("TIME").split("\n", 2);
        return Instant.ofEpochSecond(Long.parseLong(time[0]), Long.parseLong(time[1]) * 1000);
    }

    private static long usedMemory() {
        return Long.parseLong(field("memory", "used_memory:(\\d+)"));
    }

    private static long scriptsRun() {
        return Long.parseLong(field("commandstats", "cmdstat_evalsha:calls=(\\d+)"));
    }

    private static String field(String section, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(redis.ask("INFO", section));
        return matcher.find() ? matcher.group(1) : "0";
    }

    private DatasetLocks open(Duration lease) {
        DatasetLocks locks = RedisLocks.open(
                RedisSettings.parse(redis.address()),
                root,
                APPLICATION,
                Leases.of(lease),
                DatasetLocks.WhenUnavailable.FAIL);
        opened.add(locks);
        return locks;
    }
}
