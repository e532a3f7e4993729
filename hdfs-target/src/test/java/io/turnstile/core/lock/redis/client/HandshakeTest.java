package io.turnstile.core.lock.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.redis.RedisLocks;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.StandardError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An address at which something else answers than the Redis that was meant: told in a sentence, whatever the policy. */
class HandshakeTest {
    private static DatasetLocks open(String address) {
        return RedisLocks.open(
                RedisSettings.parse(address),
                UUID.randomUUID().toString(),
                new Application("application_1", "test", "ann", "host7"),
                Leases.of(Duration.ofSeconds(30)),
                WhenUnavailable.CONTINUE);
    }

    @Test
    void serverOfAnotherKindIsToldAndFillsNoLog() throws IOException {
        try (ServerSocket http = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DatasetLocks locks = open("redis://127.0.0.1:" + http.getLocalPort())) {
            Thread server = new Thread(() -> answer(http));
            server.setDaemon(true);
            server.start();

            String said = StandardError.during(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> locks.tryAcquire("travel.delays"))
                            .isInstanceOf(LockServiceDeniedException.class)
                            .hasMessageContainingAll(
                                    "no Redis", "\"HTTP/1.1 400 Bad Request\"", "Check that the address");
                }
            });

            assertThat(said.lines()).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void answer(ServerSocket http) {
        while (true) {
            try (Socket client = http.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void redisWithoutTlsIsToldToWhoeverWantsIt() {
        String address = "rediss://127.0.0.1:" + RedisServer.shared().port();
        try (DatasetLocks locks = open(address)) {
            assertThatThrownBy(() -> locks.tryAcquire("travel.delays"))
                    .isInstanceOf(LockServiceDeniedException.class)
                    .hasMessageContainingAll(address, "does not speak TLS", "redis: in place of rediss:");
        }
    }
}
