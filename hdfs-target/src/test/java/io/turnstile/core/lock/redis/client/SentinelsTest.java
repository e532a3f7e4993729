package io.turnstile.core.lock.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.lock.redis.client.Sentinels.Opinion;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only most of the sentinels can tell that a Redis is still the master. */
class SentinelsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void mostOfThemAreEnough() {
        assertThat(asked(says(4, "master", "b", "c"), says(4, "master", "a", "c"), Opinion.NONE))
                .isEqualTo(new Sentinels(3, 2, "4"));
        assertThat(asked(says(0, "master"))).isEqualTo(new Sentinels(1, 1, "0"));
        assertThat(new Sentinels(3, 2, "4").certain()).isTrue();
        assertThat(new Sentinels(1, 1, "0").certain()).isTrue();
    }

    @Test
    void fewerAreNot() {
        assertThat(asked(says(4, "master", "b", "c"), Opinion.NONE, Opinion.NONE)
                        .certain())
                .isFalse();
        assertThat(asked(says(4, "master", "b"), Opinion.NONE).certain()).isFalse();
        assertThat(asked(Opinion.NONE).certain()).isFalse();
        assertThat(asked().certain()).isFalse();
    }

    @Test
    void oneThatIsReachedUnderTwoAddressesCountsOnce() {
        assertThat(asked(says(4, "master", "b", "c"), says(4, "master", "b", "c")))
                .isEqualTo(new Sentinels(3, 1, "4"));
    }

    @Test
    void oneThatKnowsOfALaterFailoverIsRight() {
        assertThat(asked(says(4, "master", "b", "c"), says(4, "master", "a", "c"), says(5, "other", "a", "b"))
                        .certain())
                .isFalse();
        assertThat(asked(says(4, "", "b", "c"), says(4, "", "a", "c")).certain())
                .as("the run id is not known yet")
                .isFalse();
    }

    private static Sentinels asked(Opinion... opinions) {
        return Sentinels.counted(List.of(opinions), "master");
    }

    private static Opinion says(long failover, String runId, String... others) {
        return new Opinion(failover, runId, Set.of(others));
    }

    @Test
    @Tag("fault-11")
    void ofThreeOneMayBeDown() {
        try (RedisServer master = RedisServer.started()) {
            List<RedisServer> three = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                three.add(RedisServer.startedAsSentinel("", master.port(), "main"));
            }
            String servers =
                    three.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(","));
            try (RedisLocks locks = locks("redis-sentinel://" + servers + "#main")) {
                Eventually.within(
                        SOON,
                        "they know one another and the master",
                        () -> three.stream()
                                        .allMatch(one -> one.ask("SENTINEL", "MASTER", "main")
                                                .contains("num-other-sentinels\n2"))
                                && hasEpoch(locks));
                String before = locks.epoch().id();
                three.get(0).kill();
                assertThat(locks.epoch().id()).isEqualTo(before);
                three.get(1).kill();
                assertThatThrownBy(locks::epoch)
                        .isInstanceOf(LockServiceUnavailableException.class)
                        .hasMessageContaining("of 3 sentinels of redis-sentinel://")
                        .hasMessageContaining("only 1 say");
            } finally {
                three.forEach(RedisServer::close);
            }
        }
    }

    /** Theirs is none, or that of the default user. */
    @ParameterizedTest
    @ValueSource(strings = {"", "secret"})
    void passwordOfTheMasterIsGivenToSentinelsThatWantOne(String wanted) {
        try (RedisServer master = RedisServer.startedWithPassword("secret");
                RedisServer sentinel = RedisServer.startedAsSentinel(
                        wanted, master.port(), "main", "sentinel auth-pass", "main secret");
                RedisLocks locks = locks("redis-sentinel://:secret@127.0.0.1:" + sentinel.port() + "#main")) {
            Eventually.within(SOON, "the sentinel knows the master", () -> hasEpoch(locks));
            assertThat(locks.tryAcquire("travel.route_delays")).isInstanceOf(Attempt.Acquired.class);
            assertThat(locks.service()).doesNotContain("secret");
        }
    }

    @Test
    void userOfTheMasterNeedsNoMoreRulesForIt() {
        try (RedisServer master = RedisServer.startedWith("user", "turnstile on >secret " + RedisFailure.RULES);
                RedisServer sentinel = RedisServer.startedAsSentinel("", master.port(), "main");
                RedisLocks locks =
                        locks("redis-sentinel://turnstile:secret@127.0.0.1:" + sentinel.port() + "/1#main")) {
            Eventually.within(SOON, "the sentinel knows the master", () -> hasEpoch(locks));
            assertThat(locks.tryAcquire("travel.route_delays")).isInstanceOf(Attempt.Acquired.class);
        }
    }

    private static RedisLocks locks(String address) {
        Application application = new Application("application_1", "one", "ann", "host7");
        return RedisLocks.open(
                RedisSettings.parse(address),
                "root",
                application,
                Leases.of(Duration.ofSeconds(10)),
                DatasetLocks.WhenUnavailable.FAIL);
    }

    private static boolean hasEpoch(RedisLocks locks) {
        try {
            return !locks.epoch().id().isEmpty();
        } catch (LockServiceUnavailableException notYet) {
            return false;
        }
    }
}
