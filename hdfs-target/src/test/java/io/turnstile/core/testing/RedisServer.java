package io.turnstile.core.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server on a free port of 127.0.0.1, without persistence. It ends with this JVM, however that ends: a shell
 * beside it waits for the end of a pipe that only this JVM keeps open. The same program serves as sentinel. With
 * {@code -Dredis.server=<path>} it is that program, of whatever version, Redis or Valkey.
 */
public final class RedisServer implements AutoCloseable {
    private static final String WATCHED =
            "\"$@\" >/dev/null 2>&1 & echo $!; { cat >/dev/null; kill -9 $!; } 2>/dev/null";

    private final int port;
    private final String password;
    private final List<String> arguments;
    private Process shell;
    private ProcessHandle server;

    private RedisServer(String password, String... settings) {
        this.password = password;
        this.port = freePort();
        this.arguments = new ArrayList<>(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
        // Also when a sentinel makes it a replica nothing comes on disk.
        arguments.addAll(List.of("--save", "", "--appendonly", "no", "--repl-diskless-load", "swapdb"));
        if (!password.isEmpty()) {
            arguments.addAll(List.of("--requirepass", password));
        }
        for (int i = 0; i < settings.length; i += 2) {
            arguments.add("--" + settings[i]);
            arguments.addAll(Arrays.asList(settings[i + 1].split(" ")));
        }
        start();
    }

    /** A sentinel, which keeps its configuration in that file. */
    private RedisServer(String password, Path file, String configuration) {
        this.password = password;
        port = freePort();
        arguments = List.of(file.toString(), "--sentinel");
        try {
            Files.writeString(file, "bind 127.0.0.1\nport " + port + "\n" + configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** A port of 127.0.0.1 that nobody listens on. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One for all tests of this JVM, which use different root ids and leave it running and empty of surprises. */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    /** A fresh one. */
    public static RedisServer started() {
        return new RedisServer("");
    }

    /** A fresh one, with settings as in {@code redis.conf}, name and value in turn, such as {@code "maxmemory", "1mb"}. */
    public static RedisServer startedWith(String... settings) {
        return new RedisServer("", settings);
    }

    /** A fresh one that wants a password, with settings as above. */
    public static RedisServer startedWithPassword(String password, String... settings) {
        return new RedisServer(password, settings);
    }

    /** A replica of another one, with all of its data, that takes what is written to it itself as well. */
    public static RedisServer startedAsReplicaOf(RedisServer master) {
        RedisServer replica = startedWith(
                "replicaof", "127.0.0.1 " + master.port, "replica-read-only", "no", "repl-diskless-sync-delay", "0");
        Eventually.within(
                Duration.ofSeconds(20),
                "the replica has everything",
                () -> replica.ask("INFO", "replication").contains("master_link_status:up"));
        return replica;
    }

    /** A sentinel that by itself makes a replica of that Redis the master, called that, half a second after it has gone. */
    public static RedisServer startedAsSentinelOf(RedisServer master, String name) {
        RedisServer sentinel = startedAsSentinel("", master.port, name);
        Eventually.within(
                Duration.ofSeconds(30),
                "the sentinel knows the replica",
                () -> !sentinel.ask("SENTINEL", "REPLICAS", name).isEmpty());
        return sentinel;
    }

    /** The same, which may want a password itself, and need not know a replica yet; with settings as above. */
    public static RedisServer startedAsSentinel(String password, int masterPort, String name, String... settings) {
        Path directory = ScratchDirectory.create("sentinel");
        ScratchDirectory.removeAtEnd(directory, () -> {});
        StringBuilder configuration = new StringBuilder("sentinel monitor " + name + " 127.0.0.1 " + masterPort + " 1\n"
                + "sentinel down-after-milliseconds " + name + " 500\n"
                + "sentinel failover-timeout " + name + " 2000\n");
        if (!password.isEmpty()) {
            configuration.append("requirepass ").append(password).append('\n');
        }
        for (int i = 0; i < settings.length; i += 2) {
            configuration
                    .append(settings[i])
                    .append(' ')
                    .append(settings[i + 1])
                    .append('\n');
        }
        return new RedisServer(password, directory.resolve("sentinel.conf"), configuration.toString());
    }

    /** What the program says that it is, such as {@code Redis 7.0.15} or {@code Valkey 8.1.8}. */
    public static String product() {
        try {
            Process asked = new ProcessBuilder(Executable.PATH, "--version").start();
            String line = asked.inputReader(StandardCharsets.US_ASCII).readLine();
            return line.replaceFirst("^(\\w+) server v=(\\S+) .*", "$1 $2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** The address, with the password if there is one. */
    public String address() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    /** Starts again, empty, on the same port. */
    public void restart() {
        stop();
        start();
    }

    /** Ends it in an orderly way: clients see their connections closed. Nothing is saved. */
    public void stop() {
        server.destroy();
        gone();
    }

    /** Kills it where it stands. */
    public void kill() {
        server.destroyForcibly();
        gone();
    }

    /** Stops it for the time being: connections stay, nothing is answered. */
    public void pause() {
        Signal.send("STOP", server.pid());
    }

    /** Lets it go on. */
    public void resume() {
        Signal.send("CONT", server.pid());
    }

    /** Sends one command, on a connection of its own, and waits for the answer; an array comes line by line. */
    public String ask(String... command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            if (!password.isEmpty()) {
                send(socket, "AUTH", password);
                answer(in);
            }
            send(socket, command);
            return answer(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
        gone();
    }

    private void start() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHED, "redis"));
        command.add(Executable.PATH);
        command.addAll(arguments);
        try {
            shell = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out = shell.inputReader(StandardCharsets.US_ASCII);
            server = ProcessHandle.of(Long.parseLong(out.readLine().strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.within(Duration.ofSeconds(10), "redis-server answers on port " + port, () -> {
            try {
                return ask("PING").equals("PONG");
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private void gone() {
        Eventually.within(Duration.ofSeconds(10), "redis-server ends", () -> !server.isAlive());
        shell.destroyForcibly();
    }

    private static void send(Socket socket, String... command) throws IOException {
        StringBuilder message = new StringBuilder("*" + command.length + "\r\n");
        for (String part : command) {
            byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
            message.append('$').append(bytes.length).append("\r\n").append(part).append("\r\n");
        }
        socket.getOutputStream().write(message.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("redis-server closed the connection");
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '$' -> {
                int length = Integer.parseInt(rest);
                if (length < 0) {
                    yield "";
                }
                char[] text = new char[length + 2];
                for (int read = 0; read < text.length; ) {
                    read += in.read(text, read, text.length - read);
                }
                yield new String(text, 0, length);
            }
            case '*' -> {
                List<String> lines = new ArrayList<>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    lines.add(answer(in));
                }
                yield String.join("\n", lines);
            }
            default -> rest;
        };
    }

    private static final class Shared {
        private static final RedisServer SERVER = started();
    }

    private static final class Executable {
        private static final String PATH = path();

        private static String path() {
            String chosen = System.getProperty("redis.server", "");
            if (!chosen.isEmpty()) {
                return chosen;
            }
            try {
                return RedisExecProvider.defaultProvider().get().getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
