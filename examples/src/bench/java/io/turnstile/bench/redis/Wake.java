package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.examples.jvm.JvmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * A benchmark of wake-up latency: how long it takes from the moment at which a writer gives the lock back until the
 * last of 500 readers, 125 in each of four applications, has its snapshot: head, manifest and resolved pin. Redisson's
 * readers wait for the read lock that a writer keeps them from, and then read a file as large as record and manifest.
 * All on one machine, so that one clock tells.
 */
public final class Wake implements Row {
    private static final int APPLICATIONS = 4;
    private static final int READERS = 125;

    private final AtomicInteger rounds = new AtomicInteger();
    private final List<ChildJvm> applications = new ArrayList<>();

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Path directory = Files.createDirectory(setting.work().resolve("root"));
        Path file = Files.writeString(setting.work().resolve("file"), "x".repeat(2_000));
        try (RedisServer redis = RedisServer.started();
                DatasetRoot root = BenchDataset.root(directory, redis.address(), BenchRedis.APPLICATION)) {
            RedissonClient redisson = BenchRedis.redisson(redis.address());
            try (GenerationWrite first = BenchDataset.computed(BenchDataset.dataset(root, WakingReaders.FIRST))) {
                first.commit(BenchDataset.content());
            }
            for (int i = 0; i < APPLICATIONS; i++) {
                applications.add(ChildJvm.running(new JvmCommand(WakingReaders.class)
                        .heap("256m")
                        .arguments(redis.address(), directory.toString(), file.toString(), Integer.toString(READERS))
                        .process()));
            }
            applications.forEach(application -> application.awaitLine(WakingReaders.READY));
            Measurement ours = () -> ours(root);
            Measurement theirs = () -> theirs(redisson);
            for (int i = 0; i < setting.pick(3, 5); i++) {
                ours.measure();
                theirs.measure();
            }
            Pairs pairs = Pairs.measured(setting.pick(3, 20), Unit.SECONDS, ours, theirs);
            redisson.shutdown();
            return List.of(
                    Figure.of("wake / Redisson's read lock", pairs, Goal.atMost(0.5)),
                    Figure.of(
                            "wake / a moment",
                            pairs.ours().toString(),
                            "≤ 100 ms",
                            pairs.ours().median() <= 0.1));
        } finally {
            applications.forEach(ChildJvm::close);
        }
    }

    private double ours(DatasetRoot root) throws Exception {
        String name = "travel.route_delays_" + rounds.incrementAndGet();
        try (GenerationWrite write = BenchDataset.computed(BenchDataset.dataset(root, name))) {
            haveAllWait("snapshot " + name);
            write.commit(BenchDataset.content());
            long released = WakingReaders.microseconds();
            write.close();
            return lastAwake(released);
        }
    }

    private double theirs(RedissonClient redisson) {
        String name = "lock_" + rounds.incrementAndGet();
        RLock writing = redisson.getReadWriteLock(name).writeLock();
        writing.lock();
        haveAllWait("redisson " + name);
        long released = WakingReaders.microseconds();
        writing.unlock();
        return lastAwake(released);
    }

    private void haveAllWait(String command) {
        applications.forEach(application -> application.tell(command));
        applications.forEach(application -> application.awaitLine(WakingReaders.ALL_WAIT));
    }

    private double lastAwake(long released) {
        long last = applications.stream()
                .map(application -> application.awaitLine(WakingReaders.LAST_AWAKE))
                .mapToLong(line -> Long.parseLong(line.substring(WakingReaders.LAST_AWAKE.length())))
                .max()
                .orElseThrow();
        return (last - released) / 1e6;
    }
}
