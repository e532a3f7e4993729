package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisLocksTest extends DatasetLocksContract {
    private static final RedisServer REDIS = RedisServer.shared();

    @Override
    protected DatasetLocks openLocks(String rootId, Application application) {
        return RedisLocks.open(
                RedisSettings.parse(REDIS.address()),
                rootId,
                application,
                Leases.of(Duration.ofSeconds(30)),
                DatasetLocks.WhenUnavailable.FAIL);
    }

    @Test
    void firstClaimStays() {
        assertThat(open(ANN).identity()).isEmpty();
        assertThat(open(ANN).claim("r-1")).isEqualTo("r-1");
        assertThat(open(BEN).claim("r-2")).isEqualTo("r-1");
        assertThat(open(BEN).identity()).contains("r-1");
    }
}
