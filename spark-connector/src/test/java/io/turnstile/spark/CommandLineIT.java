package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line out of the runtime jar, by its launcher, with the class path of a cluster; libraries log nothing into it. */
class CommandLineIT {
    private static final Path RUNTIME_JAR = Path.of(System.getProperty("turnstile.runtime.jar"));

    @Test
    void commandLineComesWithTheRuntimeJar() {
        String redis = RedisServer.shared().address();
        String root = MiniHdfs.shared().freshRoot("cli").toString();
        String catalog = TestCatalog.over(root, Map.of("redis", redis));
        SharedSpark.session().sql("CREATE TABLE " + catalog + ".travel.delays AS SELECT id FROM range(3)");

        assertThat(run(0, "datasets", "--root", root, "--redis", redis)).contains("travel.delays", "parquet");
        assertThat(run(0, "--json", "locks", "--root", root, "--redis", redis)).isEqualTo("[]");
        assertThat(run(0, "show", "travel.delays", "--root", root, "--redis", redis))
                .contains("parquet", "Computing it: nobody")
                .containsPattern("(?m)^id +long$");
        assertThat(run(0, "completion", "bash")).contains("turnstile");
        assertThat(run(2, "locs"))
                .contains(
                        "turnstile: Cannot understand the command: unmatched argument", "'locs'. See turnstile --help.")
                .doesNotContain("\tat ");
    }

    private static String run(int exit, String... arguments) {
        try (ChildJvm jvm = ApplicationJvm.commandLine(RUNTIME_JAR, arguments)) {
            String said = jvm.everythingItSays();
            assertThat(jvm.awaitExit(Duration.ofSeconds(30))).as(said).isEqualTo(exit);
            return said;
        }
    }
}
