package io.turnstile.core.lock.redis.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A look at what answers at an address, by a {@code PING} over a connection of its own: let at a server of another kind, the
 * client would try again five times a second, and fill the log with what it cannot decode.
 */
final class Handshake {
    private static final int PATIENCE_MILLIS = 1200;
    private static final int SHOWN = 40;

    private final RedisSettings settings;

    Handshake(RedisSettings settings) {
        this.settings = settings;
    }

    /** A server that answers as no Redis does. */
    static final class NoRedisException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoRedisException(String message) {
            super(message);
        }
    }

    /** @throws NoRedisException if something answers that is no Redis; what does not answer is for others to tell */
    void requireRedis() {
        if (settings.tls() || settings.master() != null) {
            return;
        }
        Optional<String> greeting = greeting();
        if (greeting.isPresent() && !isRedis(greeting.get())) {
            throw new NoRedisException("what answers there is no Redis, it says \"" + greeting.get() + "\"");
        }
    }

    /** Whether TLS is wanted, and a Redis answers there without. */
    boolean wantsNoTls() {
        return settings.tls()
                && settings.master() == null
                && greeting().filter(Handshake::isRedis).isPresent();
    }

    /** A status or an error, by Redis' protocol. */
    private static boolean isRedis(String greeting) {
        return greeting.startsWith("+") || greeting.startsWith("-");
    }

    /** The beginning of what is answered, in one line of letters that can be shown; empty if nothing is. */
    private Optional<String> greeting() {
        RedisSettings.Server server = settings.servers().get(0);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(1), StandardCharsets.US_ASCII);
            if (!answer.isEmpty()) {
                byte[] more = new byte[SHOWN];
                int length = Math.max(0, socket.getInputStream().read(more));
                answer += new String(more, 0, length, StandardCharsets.US_ASCII);
            }
            return answer.lines().findFirst().map(line -> line.replaceAll("[^ -~]", "?"));
        } catch (IOException nothing) {
            return Optional.empty();
        }
    }
}
