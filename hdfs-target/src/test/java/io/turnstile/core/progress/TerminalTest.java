package io.turnstile.core.progress;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorker;
import io.turnstile.core.lock.Progress;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wait at a terminal, which is a pseudo-terminal of {@code script}'s (util-linux). */
class TerminalTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @SuppressWarnings("JdkObsolete") // Another thread fills it.
    private final StringBuffer seen = new StringBuffer();

    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        assumeThat(SCRIPT).as("there is a pseudo-terminal").exists();
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address()));
    }

    @AfterEach
    void endApplications() {
        if (applications != null) {
            applications.close();
        }
    }

    private Process atTerminal(String... options) throws IOException {
        String command = String.join(
                        " ",
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultWorker.class.getName(),
                        "late",
                        "root=" + applications.root(),
                        "redis=" + RedisServer.shared().address())
                + " " + String.join(" ", options);
        Path file = Files.createTempFile("terminal", ".sh");
        Files.writeString(file, "exec " + command + "\n");
        ProcessBuilder terminal =
                new ProcessBuilder(SCRIPT.toString(), "-qefc", "sh " + file, "/dev/null").redirectErrorStream(true);
        terminal.environment().remove("JPY_PARENT_PID");
        Process process = terminal.start();
        Thread reader = new Thread(() -> read(process.getInputStream()));
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void read(InputStream in) {
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                seen.append((char) c);
            }
        } catch (IOException ended) {
            // So has the process.
        }
    }

    private static void tell(Process process, String line) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(line + "\n");
        in.flush();
    }

    private void awaitSeen(String text) {
        Eventually.within(SOON, text + " in: " + seen, () -> seen.indexOf(text) >= 0);
    }

    @Test
    void lineIsRewrittenInPlaceAndWiped() throws IOException {
        GenerationWrite write = compute(applications.dataset("holder"), WriteMode.REUSE);
        Process process = atTerminal();
        try {
            awaitSeen("::READY");
            tell(process, "write REUSE late");
            awaitSeen("Waiting for travel.route_delays: waited");
            write.report(Progress.of(40, 100));
            awaitSeen("Waiting for travel.route_delays: 40 % done, about ");
            applications.finish(write, "rows");
            awaitSeen("::REUSED");
        } finally {
            process.destroyForcibly();
        }
        String shown = seen.substring(seen.indexOf("\rWaiting for travel"), seen.indexOf("::REUSED"));
        assertThat(shown).as("no line of its own").doesNotContain("\n").doesNotContain("WARN");
        assertThat(shown.split("\rWaiting for travel", -1)).hasSizeGreaterThan(2);
        assertThat(shown).as("wiped at the end").endsWith("\r");
        List.of(shown.split("\r")).forEach(line -> assertThat(line.length()).isLessThan(80));
    }

    @Test
    void nothingIsShownToWhoDoesNotWantIt() throws IOException {
        GenerationWrite write = compute(applications.dataset("holder"), WriteMode.REUSE);
        Process process = atTerminal("progress=off");
        try {
            awaitSeen("::READY");
            tell(process, "write REUSE late");
            Eventually.within(SOON, "it waits", () -> {
                try {
                    return applications
                                    .root("onlooker")
                                    .waiters(Applications.KEY)
                                    .size()
                            == 1;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            applications.finish(write, "rows");
            awaitSeen("::REUSED");
        } finally {
            process.destroyForcibly();
        }
        assertThat(seen.toString()).doesNotContain("Waiting for");
    }
}
