package io.turnstile.bench.redis;

import static io.turnstile.bench.redis.BenchRedis.DATASET;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.lock.Passage;
import io.turnstile.target.testing.RedisServer;
import java.util.List;
import java.util.UUID;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/**
 * What a read waits for at the gate: the momentary lock, which leaves a pin. A sample is the median of many calls by one
 * thread. Giving the pin back is no part of it, as a read does that when it has ended, but in the figure that has it in its
 * name; taking and giving back a lock is all of Redisson's.
 */
public final class Gate implements Row {
    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int pairs = setting.pick(8, 40);
        int calls = setting.pick(1_000, 2_000);
        try (RedisServer redis = RedisServer.started();
                DatasetLocks locks = BenchRedis.locks(redis.address(), UUID.randomUUID());
                NaiveGate naive = new NaiveGate(redis.address())) {
            RedissonClient redisson = BenchRedis.redisson(redis.address());
            RLock readLock = redisson.getReadWriteLock(DATASET).readLock();
            Measurement ours = medianOf(calls, () -> pass(locks));
            Measurement oursAndBack = medianOf(calls, () -> passAndGiveBack(locks));
            Measurement evalsha = medianOf(calls, () -> Pairs.seconds(naive::pass));
            Measurement lockAndUnlock = medianOf(
                    calls,
                    () -> Pairs.seconds(() -> {
                        readLock.lock();
                        readLock.unlock();
                    }));
            for (int i = 0; i < setting.pick(6, 10); i++) {
                for (Measurement warmingUp : List.of(ours, oursAndBack, evalsha, lockAndUnlock)) {
                    warmingUp.measure();
                }
            }
            List<Figure> figures = List.of(
                    figure("one EVALSHA", pairs, ours, evalsha, Goal.atMost(1.25)),
                    figure("Redisson's read lock", pairs, ours, lockAndUnlock, Goal.atMost(0.45)),
                    figure("pin given back, the same", pairs, oursAndBack, lockAndUnlock, Goal.parity()));
            redisson.shutdown();
            return figures;
        }
    }

    private static Figure figure(String peer, int pairs, Measurement ours, Measurement theirs, Goal goal)
            throws Exception {
        return Figure.of("gate / " + peer, Pairs.measured(pairs, Unit.SECONDS, ours, theirs), goal);
    }

    private static double pass(DatasetLocks locks) {
        long start = System.nanoTime();
        Passage passage = locks.pass(DATASET);
        double seconds = (System.nanoTime() - start) / 1e9;
        passage.pin().close();
        return seconds;
    }

    private static double passAndGiveBack(DatasetLocks locks) throws Exception {
        return Pairs.seconds(() -> locks.pass(DATASET).pin().close());
    }

    private static Measurement medianOf(int calls, Measurement call) {
        return () -> {
            double[] seconds = new double[calls];
            for (int i = 0; i < calls; i++) {
                seconds[i] = call.measure();
            }
            return Samples.of(Unit.SECONDS, seconds).median();
        };
    }
}
