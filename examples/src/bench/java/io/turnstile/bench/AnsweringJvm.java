package io.turnstile.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * A child process that is told lines and answers each with a line, after a first one that says that it is ready. What it
 * logs goes to the row's log.
 */
public final class AnsweringJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private AnsweringJvm(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it, and does not wait until it is ready, so that several can start together. */
    public static AnsweringJvm starting(ProcessBuilder process) throws IOException {
        return new AnsweringJvm(process.redirectError(Redirect.INHERIT).start());
    }

    /** Tells it something, and does not wait for the answer. */
    public void tell(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the answer.
     *
     * @throws IllegalStateException if it has ended
     */
    public String answer() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("An application has ended, with exit code "
                        + process.onExit().join().exitValue());
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
