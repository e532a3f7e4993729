package io.turnstile.bench.redis;

import static io.turnstile.bench.redis.BenchRedis.DATASET;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Pairs.Work;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.testing.RedisServer;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * How many readers pass the gate of one dataset in a second where 128 threads of one application do nothing else. Their pins
 * are there until the sample ends, and are given back after it, all at once, as an application does that ends; in the figure
 * that has it in its name each is given back before the thread passes again, as Redisson's lock is.
 */
public final class CrowdedGate implements Row {
    private static final int THREADS = 128;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int pairs = setting.pick(5, 20);
        int calls = setting.pick(40, 150);
        int lockings = setting.pick(6, 20);
        UUID root = UUID.randomUUID();
        try (RedisServer redis = RedisServer.started();
                DatasetLocks connection = BenchRedis.locks(redis.address(), root);
                NaiveGate naive = new NaiveGate(redis.address())) {
            RedissonClient redisson = BenchRedis.redisson(redis.address());
            RLock readLock = redisson.getReadWriteLock(DATASET).readLock();
            Measurement ours = () -> {
                try (DatasetLocks locks = BenchRedis.locks(redis.address(), root)) {
                    return perSecond(calls, () -> locks.pass(DATASET));
                }
            };
            Measurement oursAndBack =
                    () -> perSecond(calls, () -> connection.pass(DATASET).pin().close());
            Measurement evalsha = () -> perSecond(calls, naive::pass);
            Measurement lockAndUnlock = () -> perSecond(lockings, () -> {
                readLock.lock();
                readLock.unlock();
            });
            for (int i = 0; i < setting.pick(2, 5); i++) {
                for (Measurement warmingUp : List.of(oursAndBack, ours, evalsha, lockAndUnlock)) {
                    warmingUp.measure();
                }
            }
            List<Figure> figures = List.of(
                    figure("one EVALSHA", pairs, ours, evalsha, Goal.atLeast(0.8)),
                    figure("Redisson's read lock", pairs, ours, lockAndUnlock, Goal.atLeast(10)),
                    figure("pin given back, the same", pairs, oursAndBack, lockAndUnlock, Goal.atLeast(5)));
            redisson.shutdown();
            return figures;
        } finally {
            threads.shutdown();
        }
    }

    private static Figure figure(String peer, int pairs, Measurement ours, Measurement theirs, Goal goal)
            throws Exception {
        return Figure.of("gate-128 / " + peer, Pairs.measured(pairs, Unit.PER_SECOND, ours, theirs), goal);
    }

    /** Every thread does it so many times. */
    private double perSecond(int calls, Work call) throws Exception {
        Callable<Void> all = () -> {
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            return null;
        };
        double seconds = Pairs.seconds(() -> {
            for (Future<Void> ended : threads.invokeAll(Collections.nCopies(THREADS, all))) {
                ended.get();
            }
        });
        return THREADS * calls / seconds;
    }
}
