package io.turnstile.core.lock.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    @Test
    void addressIsReadWholly() {
        assertThat(RedisSettings.parse(" redis://host7:6380/3 ")).isEqualTo(alone(false, "host7", 6380, 3, null, null));
        assertThat(RedisSettings.parse("rediss://ann:s%40cr:t%2F+@host7.example.org:6380"))
                .isEqualTo(alone(true, "host7.example.org", 6380, 0, "ann", "s@cr:t/+"));
        assertThat(RedisSettings.parse("redis://:secret@127.0.0.1/"))
                .isEqualTo(alone(false, "127.0.0.1", 6379, 0, null, "secret"));
        assertThat(RedisSettings.parse("redis://[::1]:6380")).isEqualTo(alone(false, "::1", 6380, 0, null, null));
    }

    private static RedisSettings alone(
            boolean tls, String host, int port, int database, @Nullable String user, @Nullable String password) {
        return new RedisSettings(tls, List.of(new RedisSettings.Server(host, port)), null, database, user, password);
    }

    @Test
    void sentinelsMayBeGivenInAnyOrder() {
        RedisSettings settings = RedisSettings.parse("redis-sentinel://ann:secret@two,one:26380/3#main");

        assertThat(settings).isEqualTo(RedisSettings.parse("redis-sentinel://ann:secret@one:26380,two:26379/3#main"));
        assertThat(settings.master()).isEqualTo("main");
        assertThat(settings.database()).isEqualTo(3);
        assertThat(settings.address()).isEqualTo("redis-sentinel://one:26380,two:26379/3#main");
        assertThat(settings).hasToString("redis-sentinel://ann:***@one:26380,two:26379/3#main");
        assertThat(RedisSettings.parse("rediss-sentinel://[::1]#main").address())
                .isEqualTo("rediss-sentinel://[::1]:26379#main");
    }

    @Test
    void passwordMayComeLater() {
        RedisSettings settings = RedisSettings.parse("rediss://ann@host7");

        assertThat(settings).isEqualTo(alone(true, "host7", 6379, 0, "ann", null));
        assertThat(settings).hasToString("rediss://ann@host7:6379");
        assertThat(settings.withPassword("secret")).isEqualTo(RedisSettings.parse("rediss://ann:secret@host7"));
        assertThat(RedisSettings.parse("redis://host7").withPassword("secret")).hasToString("redis://:***@host7:6379");
    }

    @Test
    void addressForMessagesHasNeitherUserNorPassword() {
        RedisSettings settings = RedisSettings.parse("rediss://ann:secret@host7:6380/3");

        assertThat(settings.address()).isEqualTo("rediss://host7:6380/3");
        assertThat(settings).hasToString("rediss://ann:***@host7:6380/3");
        assertThat(RedisSettings.parse("redis://[::1]").address()).isEqualTo("redis://[::1]:6379");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host7:6379",
                "http://host7:6379",
                "redis://",
                "redis:///0",
                "redis://host7:port",
                "redis://host7:0",
                "redis://host7:65536",
                "redis://host7:999999",
                "redis://host7:6379/db",
                "redis://host7:6379,host8:6379",
                "redis://host7:6379#main",
                "redis-sentinel://host7:26379",
                "redis-sentinel://host7:26379#",
                "redis-sentinel://host7,,host8#main",
                "redis-sentinel://:secret@host7:0#main",
                "redis://@host7:6379",
                "redis://user:@host7:6379",
                "redis://:secret%4@host7:6379",
                "redis://:secret@host7:secret@host7",
                "redis://:secret@:6379",
                "redis://ho st:6379",
            })
    void malformedAddressIsExplainedWithoutThePassword(String address) {
        assertThatThrownBy(() -> RedisSettings.parse(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://redis.example.org:6379")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
