package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.lock.redis.client.RedisFailure;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that locks do, by a Redis user who may do exactly what the documentation says; and by one who may do less. */
class RedisAclTest extends DatasetLocksContract {
    private static final Set<String> RULES_OF_CHANNELS =
            Set.of("&turnstile:*", "+subscribe", "+unsubscribe", "+publish");

    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.startedWith("user", "turnstile on >secret " + RedisFailure.RULES);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    protected DatasetLocks openLocks(String rootId, Application application) {
        return openAs("turnstile", rootId, application);
    }

    private DatasetLocks openAs(String user, String rootId, Application application) {
        return RedisLocks.open(
                RedisSettings.parse("redis://" + user + ":secret@127.0.0.1:" + redis.port() + "/1"),
                rootId,
                application,
                Leases.of(Duration.ofSeconds(30)),
                DatasetLocks.WhenUnavailable.FAIL);
    }

    @Test
    void whatTheContractLeavesOutWorksToo() {
        DatasetLocks locks = open(ANN);

        assertThat(locks.identity()).isEmpty();
        assertThat(locks.claim("r-1")).isEqualTo("r-1");
        assertThat(locks.epoch()).isNotNull();
    }

    @Test
    void rulesAreThoseOfTheDocumentation() throws IOException {
        assertThat(Files.readString(Path.of("docs", "redis.md")).replaceAll("\\s+", " "))
                .contains("ACL SETUSER turnstile on >password " + RedisFailure.RULES);
    }

    static Stream<String> rules() {
        return Arrays.stream(RedisFailure.RULES.split(" "));
    }

    /** All servers from 7 on begin with what the one that is left out says. */
    static Stream<String> rulesThatAreNeeded() {
        return rules().filter(rule -> !RULES_OF_CHANNELS.contains(rule) && !rule.equals("resetchannels"));
    }

    static Stream<String> rulesOfChannels() {
        return rules().filter(RULES_OF_CHANNELS::contains);
    }

    /** No rule is there for nothing. */
    @ParameterizedTest
    @MethodSource("rulesThatAreNeeded")
    void missingRuleIsToldInOneSentence(String missing) {
        DatasetLocks locks = openWithout(missing);
        try {
            assertThatThrownBy(() -> useAll(locks))
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageContaining("refuses: ")
                    .hasMessageEndingWith("ACL SETUSER <user> " + RedisFailure.RULES + ".")
                    .message()
                    .doesNotContain("\n", "secret");
        } finally {
            locks.close();
        }
    }

    @ParameterizedTest
    @MethodSource("rulesOfChannels")
    void channelsCanBeDoneWithout(String missing) throws InterruptedException {
        DatasetLocks locks = openWithout(missing);
        try {
            useAll(locks);
        } finally {
            locks.close();
        }
    }

    private DatasetLocks openWithout(String missing) {
        String user = "without" + rules().toList().indexOf(missing);
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", user, "on", ">secret"));
        rules().filter(rule -> !rule.equals(missing)).forEach(command::add);
        redis.ask(command.toArray(String[]::new));
        redis.ask("SCRIPT", "FLUSH");
        return openAs(user, root, ANN);
    }

    private void useAll(DatasetLocks locks) throws InterruptedException {
        HeldLock lock = acquired(locks, DELAYS);
        locks.awaitRelease(DELAYS, Duration.ofMillis(1));
        Passage passage = locks.pass(DELAYS);
        passage.pin().resolve("g-00000001-4f2a91c0");
        locks.readers(DELAYS);
        passage.pin().close();
        locks.drop(DELAYS);
        lock.close();
        locks.epoch();
        locks.claim("r-1");
        locks.use().add(new UseCount(DELAYS, "ann", 1, 0, Duration.ZERO, Instant.EPOCH));
        locks.use().flush();
        locks.use().gathered();
        locks.use().take().ifPresent(taken -> locks.use().forget(taken.id()));
    }
}
