package io.turnstile.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurnstileOptionsTest {
    @Test
    void whatIsNotGivenIsAsDocumented() {
        TurnstileOptions options = TurnstileOptions.of(Map.of());

        assertThat(options.redis()).isEmpty();
        assertThat(options.redisUnavailable()).isEqualTo(WhenUnavailable.CONTINUE);
        assertThat(options.lockWait()).isGreaterThan(Duration.ofDays(36_000));
        assertThat(options.lockLease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.waitDuringRerun()).isFalse();
        assertThat(options.retention()).isEqualTo(Duration.ofHours(1));
        assertThat(options.retentionGenerations()).isEqualTo(Integer.MAX_VALUE);
        assertThat(options.ttl()).isEmpty();
        assertThat(options.localityFiles()).isEqualTo(1000);
        assertThat(options.verifyLengths()).isFalse();
        assertThat(options.recomputeOnDamage()).isFalse();
        assertThat(options.rerunAllowed()).isFalse();
        assertThatThrownBy(options::root)
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "The option 'root' is missing: the directory that holds the datasets, such as hdfs:///cache.");
    }

    @Test
    void everyOptionArrivesWhereItBelongs() {
        TurnstileOptions options = TurnstileOptions.of(Map.ofEntries(
                Map.entry("root", " hdfs:///cache "),
                Map.entry("redis", "redis://localhost"),
                Map.entry("redis.unavailable", "fail"),
                Map.entry("lock.wait", "5m"),
                Map.entry("lock.lease", "10s"),
                Map.entry("read.during-rerun", "wait"),
                Map.entry("read.locality.files", "17"),
                Map.entry("retention", "7d"),
                Map.entry("retention.generations", "3"),
                Map.entry("ttl", "24h"),
                Map.entry("verify.on-read", "lengths"),
                Map.entry("on-damage", "recompute"),
                Map.entry("rerun", "allow")));

        assertThat(options.root()).isEqualTo("hdfs:///cache");
        assertThat(options.redis()).contains("redis://localhost");
        assertThat(options.redisUnavailable()).isEqualTo(WhenUnavailable.FAIL);
        assertThat(options.lockWait()).isEqualTo(Duration.ofMinutes(5));
        assertThat(options.lockLease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.waitDuringRerun()).isTrue();
        assertThat(options.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(options.retentionGenerations()).isEqualTo(3);
        assertThat(options.ttl()).contains(Duration.ofHours(24));
        assertThat(options.localityFiles()).isEqualTo(17);
        assertThat(options.verifyLengths()).isTrue();
        assertThat(options.recomputeOnDamage()).isTrue();
        assertThat(options.rerunAllowed()).isTrue();
        assertThat(TurnstileOptions.of(Map.of("on-contention", "fail", "lock.wait", "5m"))
                        .lockWait())
                .isZero();
    }

    /** What is written in the documentation as the default is what holds where nothing is given. */
    @ParameterizedTest
    @EnumSource(TurnstileOption.class)
    void defaultMayBeWrittenOut(TurnstileOption option) {
        if (List.of("required", "none").contains(option.standard())) {
            return;
        }
        TurnstileOptions given = TurnstileOptions.of(Map.of(option.key(), option.standard()));
        TurnstileOptions standard = TurnstileOptions.of(Map.of());

        assertThat(given).usingRecursiveComparison().ignoringFields("given").isEqualTo(standard);
        assertThat(option.meaning()).endsWith(".");
    }

    @Test
    void caseDoesNotMatterSinceSparkFoldsIt() {
        TurnstileOptions options =
                TurnstileOptions.of(Map.of("READ.During-Rerun", "WAIT", "lock.WAIT", "Unlimited", "retention", "2H"));

        assertThat(options.waitDuringRerun()).isTrue();
        assertThat(options.retention()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void emptyValueIsAsIfItWereNotGiven() {
        Map<String, String> empty = new HashMap<>();
        Arrays.stream(TurnstileOption.values()).forEach(option -> empty.put(option.key(), "  "));

        assertThat(TurnstileOptions.of(empty))
                .usingRecursiveComparison()
                .ignoringFields("given")
                .isEqualTo(TurnstileOptions.of(Map.of()));
        assertThat(TurnstileOptions.of(empty).redis()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "lock.wiat, lock.wait",
        "retension, retention",
        "redis.unavailble, redis.unavailable",
        "Rot, root",
        "oncontention, on-contention",
        "re-run, rerun",
    })
    void unknownNameSuggestsTheNearest(String wrong, String right) {
        assertThatThrownBy(() -> TurnstileOptions.of(Map.of(wrong, "x")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("There is no option '" + wrong + "'; did you mean '" + right + "'?");
    }

    @Test
    void unknownNameThatIsNearNothingListsAll() {
        assertThatThrownBy(() -> TurnstileOptions.of(Map.of("compression", "snappy")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "There is no option 'compression'; there are root, redis, locks, redis.password,"
                                + " redis.password.alias, redis.unavailable, lock.wait, progress, lock.lease, store.trusted, on-contention,"
                                + " read.during-rerun, read.locality.files, retention, retention.generations, ttl, max.age, stale, read.stale, verify.on-read, on-damage, rerun.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rerun | yes | 'deny', 'allow', 'if-changed' or 'if-older-than:' and a duration such as 10m",
                "redis.unavailable | ignore | 'continue', 'fail' or 'wait:' and a duration such as 5m",
                "on-contention | reuse | 'wait' or 'fail'",
                "read.during-rerun | new | 'previous' or 'wait'",
                "lock.wait | forever | a duration such as 500ms, 30s, 10m or 1h",
                "lock.wait | -1s | a duration such as 500ms, 30s, 10m or 1h",
                "retention | unlimited | a duration such as 500ms, 30s, 10m or 1h",
                "retention | 10 | a duration such as 500ms, 30s, 10m or 1h",
                "retention | 1.5h | a duration such as 500ms, 30s, 10m or 1h",
                "lock.lease | 999ms | at least 1s",
            })
    void wrongValueSaysWhatTheOptionTakes(String name, String value, String expected) {
        assertThatThrownBy(() -> TurnstileOptions.of(Map.of(name, value)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The option '" + name + "' is '" + value + "'; it takes " + expected + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "500ms, PT0.5S",
        "30s, PT30S",
        "10m, PT10M",
        "10min, PT10M",
        "1h, PT1H",
        "7d, PT168H",
        "3 s, "
    })
    void durationsAreReadAsTheyAreSpelled(String text, String expected) {
        assertThat(Durations.parse(text))
                .isEqualTo(Optional.ofNullable(expected).map(Duration::parse));
    }

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "90s", "90m", "25h", "7d"})
    void durationsAreSpelledAsTheyAreRead(String text) {
        assertThat(Durations.spelled(Durations.parse(text).orElseThrow())).isEqualTo(text);
    }

    /** Waiting adds them to a clock that counts nanoseconds. */
    @ParameterizedTest
    @ValueSource(strings = {"999999999d", "999999999h", "999999999m"})
    void durationsLongerThanAnythingAreStillSafeToAddToAClock(String text) {
        assertThat(Durations.parse(text).orElseThrow().toNanos()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0.0 s", "PT0.44S, 0.4 s", "PT12.9S, 12 s", "PT185S, 3 min 5 s"})
    void durationsAreShownForPeople(String duration, String shown) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Durations.shown(Duration.parse(duration))).isEqualTo(shown);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void optionsAreReplacedOneByOne() {
        TurnstileOptions base = TurnstileOptions.of(Map.of("root", "/cache", "retention", "2h", "rerun", "allow"));
        TurnstileOptions own = base.with(Map.of("retention", "3h"));

        assertThat(own.retention()).isEqualTo(Duration.ofHours(3));
        assertThat(own.root()).isEqualTo("/cache");
        assertThat(own.rerunAllowed()).isTrue();
        assertThat(base.retention()).isEqualTo(Duration.ofHours(2));
        assertThatThrownBy(() -> base.with(Map.of("retenton", "3h"))).isInstanceOf(InvalidOptionException.class);
    }
}
