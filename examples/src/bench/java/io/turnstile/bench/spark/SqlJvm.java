package io.turnstile.bench.spark;

import io.turnstile.bench.AnsweringJvm;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Setting.Scale;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A child process that runs a {@link SqlApplication}. What it logs goes to the row's log. */
final class SqlJvm implements AutoCloseable {
    private final AnsweringJvm jvm;

    private SqlJvm(AnsweringJvm jvm) {
        this.jvm = jvm;
    }

    /**
     * What came of some statements.
     *
     * @param computed for how many rows {@code counted} was called
     * @param cpu seconds of processor time that the JVM spent on it
     * @param failures how it failed, of those threads where it did
     */
    record Outcome(long computed, double cpu, List<String> failures) {
        private static Outcome parse(String line) {
            String[] parts = line.split("\t", -1);
            return new Outcome(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]) / 1e9,
                    Arrays.stream(parts, 2, parts.length)
                            .filter(failure -> !failure.isEmpty())
                            .toList());
        }
    }

    /**
     * Starts one with one task slot, and does not wait until it is ready, so that several can start together.
     *
     * @param work a directory of its own
     * @param conf further settings
     * @param command how it is started, see {@link #command}
     */
    static SqlJvm starting(Path work, Map<String, String> conf, JvmCommand command) throws IOException {
        Map<String, String> properties = new TreeMap<>(Conf.application(1, Files.createDirectories(work)));
        properties.putAll(conf);
        return new SqlJvm(
                AnsweringJvm.starting(command.properties(properties).process().directory(work.toFile())));
    }

    /** The class that runs in it; for a sample, with what a JVM that only starts and ends is done sooner with. */
    static JvmCommand command(Setting setting) {
        JvmCommand command = new JvmCommand(SqlApplication.class);
        return setting.scale() == Scale.QUICK
                ? command.options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                : command;
    }

    /** Waits until it can be told things. */
    void awaitReady() {
        jvm.answer();
    }

    /** Has it run statements in so many threads, and does not wait for the outcome. */
    void tell(int threads, String statements) {
        jvm.tell(threads + "\t" + statements);
    }

    /** Waits for the outcome. */
    Outcome outcome() {
        return Outcome.parse(jvm.answer());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
