package io.turnstile.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.DocumentedCommands;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in a document is run, as it stands there: here those of Turnstile and HDFS, and by CI the scripts. */
class DocumentedCommandsTest {
    private static final Path PROJECT = Path.of("..");
    private static final String DELAYS = "travel.route_delays";
    private static final int VERSIONS = 8;
    private static final int NOT_UNDERSTOOD = 2;

    /** They go on until somebody presses Ctrl-C. */
    private static final Set<String> WITHOUT_END = Set.of("top", "--watch");

    private Applications applications;

    @TempDir
    private Path eventLogs;

    static List<List<String>> turnstile() throws IOException {
        return DocumentedCommands.of(PROJECT, "turnstile");
    }

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address()));
    }

    @AfterEach
    void endAll() {
        applications.close();
    }

    /** What is refused for what the root holds is a command; what is not understood is none. */
    @ParameterizedTest
    @MethodSource("turnstile")
    void everyCommandIsUnderstood(List<String> command) throws IOException {
        for (int i = 0; i < VERSIONS; i++) {
            applications.publish("writer", "rows");
        }
        String[] arguments = command.stream()
                .skip(1)
                .map(word -> word.equals("<table>") ? DELAYS : word)
                .map(word -> word.startsWith("hdfs:///") ? eventLogs.toString() : word)
                .toArray(String[]::new);
        CommandJvm turnstile = CommandJvm.of(
                applications.root().toString(), RedisServer.shared().address(), "");
        if (command.stream().anyMatch(WITHOUT_END::contains)) {
            try (ChildJvm asked = turnstile.startingInTerminal(arguments)) {
                asked.awaitLine("\u001b[H");
                asked.tell("\u0003");
                CommandJvm.ending(130, asked);
            }
            return;
        }
        if (command.contains("unlock")) {
            Applications.compute(applications.dataset("holder", "rerun", "allow"), WriteMode.REPLACE);
        }
        try (ChildJvm asked = turnstile.starting(arguments)) {
            String said = asked.everythingItSays();
            assertThat(asked.awaitExit(Duration.ofSeconds(60))).as(said).isNotEqualTo(NOT_UNDERSTOOD);
            assertThat(said).doesNotContain("\tat ");
        }
    }

    @Test
    void everyCommandOfHdfsWorks() throws Exception {
        Configuration configuration = new Configuration(MiniHdfs.shared().configuration());
        configuration.set("fs.defaultFS", applications.root().toString());
        org.apache.hadoop.fs.Path cache = new org.apache.hadoop.fs.Path("/cache");
        try (FileSystem files = FileSystem.newInstance(configuration)) {
            for (List<String> command : DocumentedCommands.of(PROJECT, "hdfs")) {
                String[] words = command.subList(2, command.size()).toArray(String[]::new);
                assertThat(command.get(1)).isEqualTo("dfs");
                assertThat(ToolRunner.run(configuration, new FsShell(), words))
                        .as("%s", command)
                        .isZero();
            }
            assertThat(files.getAclStatus(cache).getEntries()).isNotEmpty();
            files.delete(cache, true);
        }
    }

    @Test
    void everyScriptIsRunByCi() throws IOException {
        String ci = Files.readString(PROJECT.resolve(".ci/run"));
        List<String> shown = DocumentedCommands.of(PROJECT, "examples/").stream()
                .map(command -> command.get(0))
                .toList();
        try (Stream<Path> files = Files.list(PROJECT.resolve("examples"))) {
            List<String> there = files.map(file -> "examples/" + file.getFileName())
                    .filter(file -> file.endsWith(".sh") && file.contains("/run-"))
                    .toList();
            assertThat(there)
                    .containsAll(shown)
                    .allSatisfy(script -> assertThat(ci).contains(script));
        }
        assertThat(ci).contains("./mvnw verify");
    }
}
