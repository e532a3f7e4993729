package io.turnstile.examples.demo;

import io.turnstile.examples.demo.Message.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A child process of the demo: a JVM that it has started. It is told what to do on its standard input, tells what
 * happens on its standard output, and ends when its input ends, so that it does not outlive the demo.
 */
final class Child {
    private static final int KEPT_LINES = 40;

    private final String role;
    private final Process process;
    private final OutputStream input;
    private final Deque<String> lastWords = new ArrayDeque<>();

    private Child(String role, Process process) {
        this.role = role;
        this.process = process;
        this.input = process.getOutputStream();
    }

    /**
     * Starts it.
     *
     * @param inbox gets its messages, and {@link Kind#ENDED} when it has ended
     * @param warnings gets what Turnstile logs in it
     */
    static Child start(String role, ProcessBuilder builder, BlockingQueue<Message> inbox, Consumer<String> warnings)
            throws IOException {
        Child child = new Child(role, builder.start());
        Thread messages =
                child.follow("messages", child.process.getInputStream(), line -> inbox.add(Message.parse(role, line)));
        Thread log = child.follow("log", child.process.getErrorStream(), line -> child.hear(line, warnings));
        child.inThread("end", () -> {
            try {
                int code = child.process.waitFor();
                messages.join();
                log.join();
                inbox.add(new Message(role, Kind.ENDED, Integer.toString(code)));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        return child;
    }

    /** Tells it what to do. */
    void tell(DemoApplication.Command command) throws DemoFailure {
        try {
            input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException gone) {
            throw new DemoFailure("The application " + role + " has ended and cannot be told to " + command);
        }
    }

    /** What it last wrote on standard error, for when it has failed. */
    String lastWords() {
        synchronized (lastWords) {
            return String.join("\n", lastWords);
        }
    }

    /** Asks it to end, without waiting for that. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end, and kills it if that takes longer than the given time. */
    void awaitEnd(long seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }

    private void hear(String line, Consumer<String> warnings) {
        if (line.startsWith(Launcher.WARNING)) {
            warnings.accept(line.substring(Launcher.WARNING.length()));
        }
        synchronized (lastWords) {
            lastWords.addLast(line);
            if (lastWords.size() > KEPT_LINES) {
                lastWords.removeFirst();
            }
        }
    }

    private Thread follow(String what, InputStream stream, Consumer<String> consumer) {
        return inThread(what, () -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                lines.lines().forEach(consumer);
            } catch (IOException | UncheckedIOException closed) {
                hear("its " + what + " could not be read: " + closed, warning -> {});
            }
        });
    }

    private Thread inThread(String what, Runnable task) {
        Thread thread = new Thread(task, role + " " + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
