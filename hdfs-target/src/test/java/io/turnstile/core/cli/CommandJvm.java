package io.turnstile.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.turnstile.core.testing.ChildJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line in a JVM of its own, with a root and a Redis in its environment. */
record CommandJvm(Map<String, String> environment) {
    /**
     * Runs what follows with a terminal of 20 lines and 70 columns, whose keyboard and screen are its own input and output. A
     * build that a script runs in the background begins with Ctrl-C ignored.
     */
    private static final List<String> IN_TERMINAL = List.of(
            "python3",
            "-c",
            "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
                    + " sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
            "sh",
            "-c",
            "stty rows 20 cols 70; exec \"$@\"",
            "sh");

    static CommandJvm of(String root, String redis, String password) {
        return new CommandJvm(
                Map.of("TURNSTILE_ROOT", root, "TURNSTILE_REDIS", redis, "TURNSTILE_REDIS_PASSWORD", password));
    }

    /** Starts it with pipes for input and output. */
    ChildJvm starting(String... arguments) {
        return starting(List.of(), arguments);
    }

    /** Starts it at a terminal; skips the test where there is none to be had. */
    ChildJvm startingInTerminal(String... arguments) {
        assumeThat(isThere("python3"))
                .as("python3 is there, which makes a terminal")
                .isTrue();
        return starting(IN_TERMINAL, arguments);
    }

    /** Starts it with another program that reads what it says; ends as it does itself. */
    ChildJvm startingPiped(String reader, String... arguments) {
        return starting(List.of("bash", "-c", "\"$@\" | " + reader + "; exit ${PIPESTATUS[0]}", "bash"), arguments);
    }

    private static boolean isThere(String program) {
        try {
            return new ProcessBuilder(program, "-c", "import pty").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ChildJvm starting(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx128m"));
        command.addAll(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"));
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.log.io.turnstile=off"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment);
        return ChildJvm.running(process);
    }

    /** Runs it to its end. What it says, standard error included. */
    String run(int exit, String... arguments) {
        try (ChildJvm jvm = starting(arguments)) {
            return ending(exit, jvm);
        }
    }

    /** What it says from now until it ends. */
    static String ending(int exit, ChildJvm jvm) {
        String said = jvm.everythingItSays();
        assertThat(jvm.awaitExit(Duration.ofSeconds(30))).as(said).isEqualTo(exit);
        assertThat(said).doesNotContain("\tat ");
        return said;
    }
}
