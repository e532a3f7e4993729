package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Pairs.Work;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * A benchmark of concurrent reads: 32 applications read one dataset at once; to load it takes each of them 200 ms, for
 * which it does nothing. Measured is when the last one has loaded it, beside one load alone, and beside readers who
 * keep Redisson's plain lock while they load. Each application is a root opened anew, with locks and pins of its own;
 * all are in one JVM.
 */
public final class Congestion implements Row {
    private static final int READERS = 32;
    private static final long LOAD_MILLIS = 200;

    private final ExecutorService threads = Executors.newFixedThreadPool(READERS);

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Path directory = Files.createDirectory(setting.work().resolve("root"));
        List<DatasetRoot> roots = new ArrayList<>();
        try (RedisServer redis = RedisServer.started()) {
            for (int i = 0; i < READERS; i++) {
                roots.add(BenchDataset.root(directory, redis.address(), BenchRedis.APPLICATION));
            }
            try (GenerationWrite write =
                    BenchDataset.computed(BenchDataset.dataset(roots.get(0), BenchRedis.DATASET))) {
                write.commit(BenchDataset.content());
            }
            RedissonClient redisson = BenchRedis.redisson(redis.address());
            RLock lock = redisson.getLock(BenchRedis.DATASET);
            List<Work> readers = readers(roots, Congestion::load);
            List<Work> lockers = Collections.nCopies(READERS, () -> {
                lock.lock();
                try {
                    load();
                } finally {
                    lock.unlock();
                }
            });
            Measurement ours = () -> lastDone(readers);
            Measurement alone = () -> Pairs.seconds(Congestion::load);
            List<Work> warmingUp = readers(roots, () -> {});
            for (int i = 0; i < 100; i++) {
                lastDone(warmingUp);
            }
            Figure beside = Figure.of(
                    "congestion / one load",
                    Pairs.measured(setting.pick(3, 20), Unit.SECONDS, ours, alone),
                    Goal.atMost(1.1));
            Figure held = Figure.of(
                    "congestion / lock held while reading",
                    Pairs.measured(setting.pick(1, 5), Unit.SECONDS, ours, () -> lastDone(lockers)),
                    Goal.atMost(0.05));
            redisson.shutdown();
            return List.of(beside, held);
        } finally {
            roots.forEach(DatasetRoot::close);
            threads.shutdown();
        }
    }

    private static List<Work> readers(List<DatasetRoot> roots, Work load) {
        return roots.stream()
                .<Work>map(root -> () -> {
                    try (Snapshot unused =
                            BenchDataset.dataset(root, BenchRedis.DATASET).snapshot()) {
                        load.run();
                    }
                })
                .toList();
    }

    /** Takes its time, and no processor's. */
    private static void load() throws InterruptedException {
        Thread.sleep(LOAD_MILLIS);
    }

    private double lastDone(List<Work> readers) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (Work reader : readers) {
            all.add(() -> {
                reader.run();
                return null;
            });
        }
        return Pairs.seconds(() -> {
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        });
    }
}
