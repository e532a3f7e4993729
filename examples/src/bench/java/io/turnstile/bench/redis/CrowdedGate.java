package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Jmh;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.testing.RedisServer;
import java.util.List;

/**
 * A throughput benchmark of the gate: how many readers pass that of one dataset in a second where 128 threads of one
 * application do nothing else. Their pins are there until the sample ends, and are given back after it, all at once, as
 * an application does that ends; in the figure that has it in its name each is given back before the thread passes
 * again, as Redisson's lock is.
 */
public final class CrowdedGate implements Row {
    private static final int THREADS = 128;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int pairs = setting.pick(5, 20);
        try (RedisServer redis = RedisServer.started();
                GateCalls.Clients unused = GateCalls.connect(redis.address())) {
            Jmh calls = new Jmh(GateCalls.class, setting.pick(100, 150));
            Measurement ours = calls.perSecond("passUntilTheEnd", THREADS);
            Measurement oursAndBack = calls.perSecond("passAndGiveBack", THREADS);
            Measurement evalsha = calls.perSecond("evalsha", THREADS);
            Measurement lockAndUnlock = calls.perSecond("lockAndUnlock", THREADS);
            for (int i = 0; i < setting.pick(2, 5); i++) {
                for (Measurement warmingUp : List.of(oursAndBack, ours, evalsha, lockAndUnlock)) {
                    warmingUp.measure();
                }
            }
            return List.of(
                    figure("one EVALSHA", pairs, ours, evalsha, Goal.atLeast(0.8)),
                    figure("Redisson's read lock", pairs, ours, lockAndUnlock, Goal.atLeast(10)),
                    figure("pin given back, the same", pairs, oursAndBack, lockAndUnlock, Goal.atLeast(5)));
        }
    }

    private static Figure figure(String peer, int pairs, Measurement ours, Measurement theirs, Goal goal)
            throws Exception {
        return Figure.of("gate-128 / " + peer, Pairs.measured(pairs, Unit.PER_SECOND, ours, theirs), goal);
    }
}
