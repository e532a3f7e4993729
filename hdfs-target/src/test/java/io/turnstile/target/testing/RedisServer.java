package io.turnstile.target.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server on a free port of 127.0.0.1, without persistence. It ends with this JVM, however that ends: a shell
 * beside it waits for the end of a pipe that only this JVM keeps open.
 */
public final class RedisServer implements AutoCloseable {
    private static final String WATCHED =
            "\"$@\" >/dev/null 2>&1 & echo $!; { cat >/dev/null; kill -9 $!; } 2>/dev/null";

    private final int port;
    private final String password;
    private final List<String> settings;
    private Process shell;
    private ProcessHandle server;

    private RedisServer(String password, List<String> settings) {
        this.password = password;
        this.settings = settings;
        port = freePort();
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
        return new RedisServer("", List.of());
    }

    /** A fresh one, with settings as in {@code redis.conf}, name and value in turn, such as {@code "maxmemory", "1mb"}. */
    public static RedisServer startedWith(String... settings) {
        return new RedisServer("", List.of(settings));
    }

    /** A fresh one that wants a password, with settings as above. */
    public static RedisServer startedWithPassword(String password, String... settings) {
        return new RedisServer(password, List.of(settings));
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
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("CONT");
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
        command.addAll(List.of(Executable.PATH, "--bind", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        if (!password.isEmpty()) {
            command.addAll(List.of("--requirepass", password));
        }
        for (int i = 0; i < settings.size(); i += 2) {
            command.add("--" + settings.get(i));
            command.addAll(Arrays.asList(settings.get(i + 1).split(" ")));
        }
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

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("Cannot send " + name + " to redis-server " + server.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
            try {
                return RedisExecProvider.defaultProvider().get().getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
