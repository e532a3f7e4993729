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
 * A latency benchmark of the gate, where a read waits for the momentary lock, which leaves a pin. A sample is the
 * median of many calls by one thread. Giving the pin back is no part of it, as a read does that when it has ended, but
 * in the figure that has it in its name; taking and giving back a lock is all of Redisson's.
 */
public final class Gate implements Row {
    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int pairs = setting.pick(8, 40);
        try (RedisServer redis = RedisServer.started();
                GateCalls.Clients unused = GateCalls.connect(redis.address())) {
            Jmh calls = new Jmh(GateCalls.class, setting.pick(100, 200));
            Measurement ours = calls.median("pass");
            Measurement oursAndBack = calls.median("passAndGiveBack");
            Measurement evalsha = calls.median("evalsha");
            Measurement lockAndUnlock = calls.median("lockAndUnlock");
            for (int i = 0; i < setting.pick(6, 10); i++) {
                for (Measurement warmingUp : List.of(ours, oursAndBack, evalsha, lockAndUnlock)) {
                    warmingUp.measure();
                }
            }
            return List.of(
                    figure("one EVALSHA", pairs, ours, evalsha, Goal.atMost(1.25)),
                    figure("Redisson's read lock", pairs, ours, lockAndUnlock, Goal.atMost(0.45)),
                    figure("pin given back, the same", pairs, oursAndBack, lockAndUnlock, Goal.parity()));
        }
    }

    private static Figure figure(String peer, int pairs, Measurement ours, Measurement theirs, Goal goal)
            throws Exception {
        return Figure.of("gate / " + peer, Pairs.measured(pairs, Unit.SECONDS, ours, theirs), goal);
    }
}
