package io.turnstile.core.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A second JVM with the class path of this one, which speaks to the test by the lines that it prints. */
public final class ChildJvm implements AutoCloseable {
    private static final int INTERRUPT = 2;

    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs a main class; what it writes to standard error is merged into its output. */
    public static ChildJvm running(Class<?> main, String... arguments) {
        return running(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), main, arguments);
    }

    /** The same with these options for the JVM. */
    public static ChildJvm running(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return running(new ProcessBuilder(command));
    }

    /** The same with this command, environment and directory. */
    public static ChildJvm running(ProcessBuilder command) {
        try {
            return new ChildJvm(command.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on until a line has one of the texts. */
    public String awaitLine(String... texts) {
        return awaitLine(new StringBuilder(), texts);
    }

    /** The same; what it says before that is added to {@code seen}. */
    public String awaitLine(StringBuilder seen, String... texts) {
        try {
            return CompletableFuture.supplyAsync(() -> readUntil(texts, seen)).get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("The other JVM did not say " + List.of(texts) + " but: " + seen, e);
        }
    }

    /** Reads on beside the test until it ends, as it stands still when nobody reads; each line is added to {@code seen}. */
    public void readOn(Queue<String> seen) {
        Thread reader = new Thread(() -> out.lines().forEach(seen::add));
        reader.setDaemon(true);
        reader.start();
    }

    /** Everything that it prints from now until it ends by itself. */
    public String everythingItSays() {
        try {
            return CompletableFuture.supplyAsync(() -> out.lines().collect(Collectors.joining("\n")))
                    .get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("The other JVM did not end", e);
        }
    }

    /** The same; empty if its output ends before. */
    public Optional<String> awaitLineOrEnd(String... texts) {
        try {
            return Optional.of(awaitLine(texts));
        } catch (AssertionError said) {
            if (process.isAlive() && said.getCause() instanceof TimeoutException) {
                throw said;
            }
            return Optional.empty();
        }
    }

    /** Stops it where it stands, all of its threads. */
    public void pause() {
        Signal.send("STOP", process.pid());
    }

    /** Lets it go on. */
    public void resume() {
        Signal.send("CONT", process.pid());
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end, as SIGTERM does: its shutdown hooks run. */
    public void terminate() {
        process.destroy();
    }

    /** Ctrl-C; where it would not hear that, {@link #terminate}, to which a JVM answers alike. */
    public void interrupt() {
        Signal.send(Signal.isIgnored(INTERRUPT, process.pid()) ? "TERM" : "INT", process.pid());
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws AssertionError if it is still there after that time
     */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The other JVM did not end within " + atMost);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private String readUntil(String[] texts, StringBuilder seen) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (Arrays.stream(texts).anyMatch(line::contains)) {
                    return line;
                }
                seen.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("its output ended");
    }
}
