package io.turnstile.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.lock.redis.client.RedisSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what address a root knows a lock service that has forgotten its name. */
class ConfiguredLocksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://192.0.2.1:6379",
                "redis-sentinel://192.0.2.1:26379#main",
                "redis-sentinel://192.0.2.1:26379,192.0.2.2:26379/3#main"
            })
    void anAddressIsTheSameOnEveryHost(String address) {
        assertThat(ConfiguredLocks.address(RedisSettings.parse(address))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://127.0.0.1:6379",
                "redis://[::1]:6379",
                "redis-sentinel://127.0.0.1:26379,192.0.2.2:26379#main"
            })
    void whatIsLocalIsAnotherOneOnTheNextHost(String address) throws UnknownHostException {
        assertThat(ConfiguredLocks.address(RedisSettings.parse(address)))
                .isEqualTo(address + " on " + InetAddress.getLocalHost().getHostName());
    }

    @Test
    void sentinelsInAnotherOrderAreTheSame() {
        assertThat(ConfiguredLocks.address(RedisSettings.parse("redis-sentinel://192.0.2.2,192.0.2.1:26379#main")))
                .isEqualTo(ConfiguredLocks.address(
                        RedisSettings.parse("redis-sentinel://ann:secret@192.0.2.1,192.0.2.2#main")));
    }
}
