package io.turnstile.bench.redis;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.Eventually;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * An application with many threads that read the same thing, once somebody has released it. Told {@code snapshot DATASET} or
 * {@code redisson LOCK}, it says when all of them wait, and then when the last one had it.
 */
public final class WakingReaders {
    /** A dataset that is there from the beginning: whoever has read it is connected. */
    static final String FIRST = "travel.first";

    static final String READY = "::READY";
    static final String ALL_WAIT = "::ALL-WAIT";
    static final String LAST_AWAKE = "::LAST-AWAKE ";

    private final int readers;

    private WakingReaders(int readers) {
        this.readers = readers;
    }

    /** Arguments: Redis, the root, the file that is read under Redisson's lock, how many read. */
    public static void main(String[] args) throws Exception {
        WakingReaders all = new WakingReaders(Integer.parseInt(args[3]));
        RedissonClient redisson = BenchRedis.redisson(args[0]);
        Path file = Path.of(args[2]);
        try (DatasetRoot root = BenchDataset.root(Path.of(args[1]), args[0], BenchRedis.APPLICATION);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            BenchDataset.dataset(root, FIRST).snapshot().close();
            say(READY);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String name = line.substring(line.indexOf(' ') + 1);
                all.read(line.startsWith("snapshot") ? snapshot(root, name) : locked(redisson, name, file));
            }
        }
        System.exit(0);
    }

    static long microseconds() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Reads, says that it has what it wanted, and gives it back. */
    private interface Reading {
        void read(Arrival arrival) throws Exception;
    }

    private static Reading snapshot(DatasetRoot root, String name) {
        return arrival -> {
            try (Snapshot snapshot = BenchDataset.dataset(root, name).snapshot()) {
                arrival.with(snapshot.manifest().rows());
            }
        };
    }

    private static Reading locked(RedissonClient redisson, String name, Path file) {
        return arrival -> {
            RLock lock = redisson.getReadWriteLock(name).readLock();
            lock.lock();
            try {
                arrival.with(Files.readAllBytes(file).length);
            } finally {
                lock.unlock();
            }
        };
    }

    /** When the last one had what it wanted. Nobody goes on, and gives anything back, before. */
    private final class Arrival {
        private final CountDownLatch missing = new CountDownLatch(readers);
        private final AtomicLong last = new AtomicLong();

        void with(long what) throws InterruptedException {
            last.accumulateAndGet(what > 0 ? microseconds() : Long.MAX_VALUE, Math::max);
            missing.countDown();
            missing.await();
        }
    }

    private void read(Reading reading) throws InterruptedException {
        Arrival arrival = new Arrival();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            Thread thread = new Thread(() -> {
                try {
                    reading.read(arrival);
                } catch (Exception failed) {
                    // Then one is missing for ever, and whoever measures says what was said here.
                    failed.printStackTrace();
                }
            });
            threads.add(thread);
            thread.start();
        }
        Eventually.within(
                Duration.ofSeconds(50), "all wait", () -> threads.stream().allMatch(WakingReaders::waits));
        say(ALL_WAIT);
        for (Thread thread : threads) {
            thread.join();
        }
        say(LAST_AWAKE + arrival.last.get());
    }

    /** For a release, and not for an answer of Redis'. */
    private static boolean waits(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(name ->
                        name.endsWith(".ReleaseChannels$Listener") || name.equals("java.util.concurrent.Semaphore"));
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
