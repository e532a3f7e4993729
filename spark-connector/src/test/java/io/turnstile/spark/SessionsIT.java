package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.RestartingApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sessions in one JVM, over several roots, and what is left of them when Spark has stopped. */
class SessionsIT {
    @TempDir
    Path directory;

    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.started();
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void sessionsShareWhatTheyHaveOpenedAndStoppingSparkLeavesNothingBehind() throws IOException {
        try (ChildJvm jvm = ChildJvm.running(
                ApplicationJvm.jvmOptions(), RestartingApplication.class, root("first"), root("second"), address())) {
            jvm.awaitLine("::READY");
            for (int round = 1; round <= 3; round++) {
                jvm.tell(Integer.toString(round));
                jvm.awaitLine("::STARTED");
                for (int session = 1; session <= 3; session++) {
                    jvm.awaitLine("::SESSION");
                }
                assertThat(jvm.awaitLine("::USED"))
                        .as("each root has its own datasets, made once, in round %d", round)
                        .isEqualTo("::USED first.a.data=1 second.a.data=1");
                assertThat(connections()).as("Redis clients in use").isNotEmpty();
                assertThat(connections()).as("connections of one Redis client").hasSizeLessThanOrEqualTo(4);
                assertThat(keys("pins")).as("pins in round %d", round).isNotEmpty();

                jvm.tell("go on");
                assertThat(jvm.awaitLine("::STOPPED"))
                        .as("threads after round %d", round)
                        .isEqualTo("::STOPPED []");
                Eventually.within(
                        Duration.ofSeconds(10),
                        "no connection to Redis is left",
                        () -> connections().isEmpty());
                assertThat(keys("pins")).as("pins after round %d", round).isEmpty();
                assertThat(keys("lock")).as("locks after round %d", round).isEmpty();
            }
        }
    }

    private String root(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name)).toUri().toString();
    }

    private String address() {
        return redis.address();
    }

    /** Those by name, which the test's own has none of. */
    private List<String> connections() {
        return redis.ask("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("name=turnstile"))
                .toList();
    }

    private String keys(String of) {
        return redis.ask("KEYS", "*:" + of);
    }
}
