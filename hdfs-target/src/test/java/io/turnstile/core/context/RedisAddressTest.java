package io.turnstile.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.lock.redis.client.RedisSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what address a root knows a lock service that has forgotten its name. */
class RedisAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://192.0.2.1:6379",
                "redis-sentinel://192.0.2.1:26379#main",
                "redis-sentinel://192.0.2.1:26379,192.0.2.2:26379/3#main"
            })
    void anAddressIsTheSameOnEveryHost(String address) {
        assertThat(RedisAddress.of(RedisSettings.parse(address))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://127.0.0.1:6379",
                "redis://[::1]:6379",
                "redis-sentinel://127.0.0.1:26379,192.0.2.2:26379#main"
            })
    void whatIsLocalIsAnotherOneOnTheNextHost(String address) throws UnknownHostException {
        assertThat(RedisAddress.of(RedisSettings.parse(address)))
                .isEqualTo(address + " on " + InetAddress.getLocalHost().getHostName());
    }

    @Test
    void sentinelsInAnotherOrderAreTheSame() {
        assertThat(RedisAddress.of(RedisSettings.parse("redis-sentinel://192.0.2.2,192.0.2.1:26379#main")))
                .isEqualTo(
                        RedisAddress.of(RedisSettings.parse("redis-sentinel://ann:secret@192.0.2.1,192.0.2.2#main")));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost:6379, redis://127.0.0.1:6379",
        "redis://192.0.2.1, redis://192.0.2.1:6379/0",
        "'redis-sentinel://192.0.2.1,192.0.2.2#main', 'redis-sentinel://192.0.2.3,192.0.2.2#main'",
        "redis://no.such.host.invalid, redis://no.such.host.invalid:6379"
    })
    void oneServerMayHaveSeveralNames(String one, String other) {
        assertThat(RedisAddress.same(of(one), of(other))).isTrue();
        assertThat(RedisAddress.same(of(other), of(one))).isTrue();
    }

    @Test
    void whatIsLocalElsewhereIsKnownByThatHost() throws UnknownHostException {
        String here = InetAddress.getLocalHost().getHostName();

        assertThat(RedisAddress.same(of("redis://127.0.0.1:6379"), "redis://" + here + ":6379"))
                .isTrue();
        assertThat(RedisAddress.same(of("redis://127.0.0.1:6379"), "redis://127.0.0.1:6379 on no.such.host.invalid"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://192.0.2.1:6380",
                "redis://192.0.2.2:6379",
                "redis://192.0.2.1:6379/1",
                "redis-sentinel://192.0.2.1:6379#main",
                "redis://no.such.host.invalid:6379"
            })
    void anotherServerPortOrDatabaseIsAnotherRedis(String other) {
        assertThat(RedisAddress.same(of("redis://192.0.2.1:6379"), of(other))).isFalse();
    }

    private static String of(String address) {
        return RedisAddress.of(RedisSettings.parse(address));
    }
}
