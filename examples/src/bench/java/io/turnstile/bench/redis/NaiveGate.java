package io.turnstile.bench.redis;

import io.turnstile.core.lock.redis.client.BareRedisson;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.util.List;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * The baseline of the gate, the least that one can cost: one script that asks whether somebody writes, through a client
 * made as ours is. It leaves no pin and does not tell who it is.
 */
final class NaiveGate implements AutoCloseable {
    private final BareRedisson redisson;
    private final RScript scripts;
    private final String sha;

    NaiveGate(String address) {
        redisson = BareRedisson.open(RedisSettings.parse(address));
        scripts = redisson.client().getScript(StringCodec.INSTANCE);
        sha = scripts.scriptLoad("return redis.call('EXISTS', KEYS[1])");
    }

    void pass() {
        boolean written = scripts.evalSha(
                RScript.Mode.READ_WRITE, sha, RScript.ReturnType.BOOLEAN, List.of(BenchRedis.DATASET + ":lock"));
        if (written) {
            throw new IllegalStateException("Nobody writes here");
        }
    }

    @Override
    public void close() {
        redisson.close();
    }
}
