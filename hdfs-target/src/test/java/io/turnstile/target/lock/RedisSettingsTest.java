package io.turnstile.target.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    @Test
    void addressIsReadWholly() {
        assertThat(RedisSettings.parse(" redis://host7:6380/3 "))
                .isEqualTo(new RedisSettings(false, "host7", 6380, 3, null, null));
        assertThat(RedisSettings.parse("rediss://ann:s%40cr:t%2F+@host7.example.org:6380"))
                .isEqualTo(new RedisSettings(true, "host7.example.org", 6380, 0, "ann", "s@cr:t/+"));
        assertThat(RedisSettings.parse("redis://:secret@127.0.0.1/"))
                .isEqualTo(new RedisSettings(false, "127.0.0.1", 6379, 0, null, "secret"));
        assertThat(RedisSettings.parse("redis://[::1]:6380"))
                .isEqualTo(new RedisSettings(false, "::1", 6380, 0, null, null));
    }

    @Test
    void passwordMayComeLater() {
        RedisSettings settings = RedisSettings.parse("rediss://ann@host7");

        assertThat(settings).isEqualTo(new RedisSettings(true, "host7", 6379, 0, "ann", null));
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
