package io.turnstile.examples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real redis-server on the loopback interface, on a free port, that keeps nothing on disk. */
final class RedisNode {
    private final RedisServer server;
    private final int port;

    private RedisNode(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts it. Its executable is extracted into the JVM's temporary directory.
     *
     * @param pidFile gets its process id, for whoever cleans up after a JVM that was killed
     */
    static RedisNode start(Path pidFile) throws IOException {
        int port = freePort();
        RedisServer server = RedisServer.builder()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .setting("pidfile " + pidFile)
                .build();
        server.start();
        return new RedisNode(server, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return "redis://127.0.0.1:" + port;
    }

    void stop() {
        server.stop();
    }
}
