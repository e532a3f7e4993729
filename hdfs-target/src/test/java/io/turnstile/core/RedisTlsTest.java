package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.TalkativeApplication;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.testing.Certificates;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A Redis that speaks TLS, with certificates that are right and wrong. */
class RedisTlsTest {
    private static final Certificates RIGHT = Certificates.of("ip:127.0.0.1");

    private final int tlsPort = RedisServer.freePort();

    private RedisServer redis(Certificates certificates, String clientsShowTheirs) {
        return RedisServer.startedWith(
                "tls-port", Integer.toString(tlsPort),
                "tls-cert-file", certificates.certificate().toString(),
                "tls-key-file", certificates.key().toString(),
                "tls-ca-cert-file", RIGHT.certificate().toString(),
                "tls-auth-clients", clientsShowTheirs);
    }

    private String run(Certificates trusted, String... more) {
        return run("rediss://127.0.0.1:" + tlsPort, trusted, more);
    }

    private static String run(String address, Certificates trusted, String... more) {
        List<String> options = new ArrayList<>(TalkativeApplication.TRACE);
        options.add("-Djavax.net.ssl.trustStore=" + trusted.trustStore());
        options.add("-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
        options.addAll(List.of(more));
        String root = LocalFiles.shared().freshRoot("tls").toString();
        try (ChildJvm jvm = ChildJvm.running(
                options, TalkativeApplication.class, "root=" + root, "redis=" + address, "redis.unavailable=fail")) {
            return jvm.everythingItSays();
        }
    }

    @Test
    void everythingWorksOverTls() {
        try (RedisServer redis = redis(RIGHT, "no")) {
            assertThat(run(RIGHT)).contains("WELL DONE");
            assertThat(redis.ask("KEYS", "turnstile:*")).isNotEmpty();
        }
    }

    @Test
    void sentinelsSpeakTlsToo() {
        int sentinelPort = RedisServer.freePort();
        try (RedisServer redis = redis(RIGHT, "no");
                RedisServer sentinel = RedisServer.startedAsSentinel(
                        "",
                        tlsPort,
                        "main",
                        "tls-port",
                        Integer.toString(sentinelPort),
                        "tls-replication",
                        "yes",
                        "tls-cert-file",
                        RIGHT.certificate().toString(),
                        "tls-key-file",
                        RIGHT.key().toString(),
                        "tls-ca-cert-file",
                        RIGHT.certificate().toString(),
                        "tls-auth-clients",
                        "no")) {
            Eventually.within(
                    Duration.ofSeconds(30),
                    "the sentinel reaches the master over TLS",
                    () -> sentinel.ask("SENTINEL", "MASTER", "main").contains("flags\nmaster\n"));
            assertThat(run("rediss-sentinel://127.0.0.1:" + sentinelPort + "#main", RIGHT))
                    .contains("WELL DONE");
            assertThat(redis.ask("KEYS", "turnstile:*")).isNotEmpty();
        }
    }

    @Test
    void certificateOfOurOwnIsShownWhereRedisWantsOne() {
        try (RedisServer redis = redis(RIGHT, "yes")) {
            assertThat(redis.ask("PING")).isEqualTo("PONG");
            assertThat(run(
                            RIGHT,
                            "-Djavax.net.ssl.keyStore=" + RIGHT.keyStore(),
                            "-Djavax.net.ssl.keyStorePassword=" + Certificates.PASSWORD))
                    .contains("WELL DONE");
            assertThat(run(RIGHT)).contains("127.0.0.1:" + tlsPort).doesNotContain("WELL DONE");
        }
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        Certificates elsewhere = Certificates.of("ip:127.0.0.2");
        try (RedisServer redis = redis(elsewhere, "no")) {
            assertThat(run(elsewhere))
                    .contains(
                            "refuses: its certificate is not to be trusted", "Use the name that is in the certificate")
                    .doesNotContain("WELL DONE");
            assertThat(redis.ask("KEYS", "turnstile:*")).isEmpty();
        }
    }

    @Test
    void certificateThatNobodyTrustsIsRefused() throws IOException {
        try (RedisServer redis = redis(RIGHT, "no");
                Applications applications =
                        new Applications(LocalFiles.shared(), Map.of("redis", "rediss://127.0.0.1:" + tlsPort))) {
            assertThatThrownBy(() -> applications.publish("one", "rows"))
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageStartingWith("Cannot name Redis for its root: Redis at rediss://127.0.0.1:" + tlsPort
                            + " refuses: its certificate is not to be trusted: ")
                    .hasMessageEndingWith("let the driver's JVM trust who has signed it:"
                            + " -Djavax.net.ssl.trustStore=<file> -Djavax.net.ssl.trustStorePassword=<password>.");
            assertThat(redis.ask("KEYS", "turnstile:*")).isEmpty();
        }
    }

    @Test
    void redisThatDoesNotSpeakTlsIsToldAsSuch() throws IOException {
        try (RedisServer redis = RedisServer.started();
                Applications applications =
                        new Applications(LocalFiles.shared(), Map.of("redis", "rediss://127.0.0.1:" + redis.port()))) {
            assertThatThrownBy(() -> applications.publish("one", "rows"))
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageContaining("it does not speak TLS. Write its address with redis: in place of rediss:");
            assertThat(redis.ask("KEYS", "turnstile:*")).isEmpty();
        }
    }

    @Test
    void redisThatSpeaksOnlyTlsDoesNotAnswerWithoutIt() throws IOException {
        try (RedisServer redis = redis(RIGHT, "no")) {
            assertSaid("redis://127.0.0.1:" + tlsPort, "can be reached from here without TLS");
            assertThat(redis.ask("KEYS", "turnstile:*")).isEmpty();
        }
    }

    private static void assertSaid(String address, String sentence) throws IOException {
        try (Applications applications =
                new Applications(LocalFiles.shared(), Map.of("redis", address, "redis.unavailable", "fail"))) {
            assertThatThrownBy(() -> applications.publish("one", "rows"))
                    .isInstanceOf(LockServiceUnavailableException.class)
                    .hasMessageContainingAll(address + " does not answer", sentence);
        }
    }
}
