package io.turnstile.core.cli;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command line in a JVM of its own, on HDFS, with a Redis that wants a password. */
class CommandLineTest {
    private static final String PASSWORD = "xylophone";
    private static final String DELAYS = "travel.route_delays";

    private RedisServer redis;
    private String address;
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.startedWithPassword(PASSWORD);
        address = "redis://127.0.0.1:" + redis.port();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", address, "redis.password", PASSWORD));
    }

    @AfterEach
    void endAll() {
        applications.close();
        redis.close();
    }

    /** What it says, standard error included. */
    private String run(int exit, String... arguments) {
        String said =
                CommandJvm.of(applications.root().toString(), address, PASSWORD).run(exit, arguments);
        assertThat(said).doesNotContain(PASSWORD);
        return said;
    }

    @Test
    void operatorFindsWhoHangsTakesTheLockAndRollsBack() throws IOException {
        applications.publish("first", "rows");
        applications.publish("second", "rows");
        compute(applications.dataset("stuck", "rerun", "allow"), WriteMode.REPLACE);

        assertThat(run(0, "locks")).contains("application_stuck", DELAYS).contains("held_for");
        assertThat(run(1, "collect", DELAYS, "--delete")).contains("refused", "is being written by");
        assertThat(run(2, "unlock", DELAYS))
                .isEqualTo("turnstile: Cannot understand the command: missing"
                        + " required option: '--reason=<text>'. See turnstile --help.");
        assertThat(run(0, "unlock", DELAYS, "--reason", "it hangs")).contains("application_stuck");
        assertThat(run(0, "locks")).isEqualTo("(none)");
        assertThat(run(1, "rollback", DELAYS, "1"))
                .startsWith("turnstile: Cannot roll back dataset travel.route_delays")
                .contains("rerun=allow");
        assertThat(run(0, "--json", "rollback", DELAYS, "1", "--option", "rerun=allow"))
                .matches("\\[\\{\"version\":4,\"generation\":\"g-00000001-[0-9a-f]{8}\"}]");
        assertThat(run(0, "generations", DELAYS)).contains("it hangs", "fence", "rollback", "head");
    }

    @Test
    void collectIsDryByDefaultAndVerifyTellsByItsExitCode() throws IOException {
        applications.publish("first", "rows");
        applications.publish("second", "rows");
        List<String> before = applications.everything();
        assertThat(run(0, "collect", DELAYS, "--option", "retention=0s")).contains("retire");
        assertThat(applications.everything()).isEqualTo(before);

        assertThat(run(0, "verify", DELAYS)).isEqualTo("(none)");
        Path file = new Path(fileOfHead());
        applications.storage().create(new Path(file.getParent(), "stray")).close();
        assertThat(run(0, "verify", DELAYS)).containsPattern("stray +not in the manifest +no");
        applications.storage().delete(file);
        assertThat(run(1, "verify", DELAYS)).containsPattern("missing +yes");
        assertThat(run(1, "verify", DELAYS, "--json")).contains("\"problem\":\"missing\",\"unreadable\":true");
    }

    @Test
    void collectionOfTheWholeRootTellsRowByRowAndTheSum() throws IOException {
        applications.publish("first", "rows");
        applications.publish("second", "rows");
        applications.dataset("remover", "rerun", "allow").remove();

        assertThat(run(0, "collect", "--all"))
                .containsPattern("dataset +generations +bytes +waiting +waiting_bytes +due_in")
                .containsPattern(DELAYS + " +0 +0 B +2 +8 B +59 min")
                .containsPattern("\\* +0 +0 B +2 +8 B +59 min");
        assertThat(run(0, "collect", "--namespace", "travel", "--json", "--option", "retention=0s"))
                .startsWith("[{\"dataset\":\"" + DELAYS + "\",\"generations\":0,")
                .contains("},{\"dataset\":\"*\",")
                .endsWith("}]");
        assertThat(run(0, "collect", "--namespace", "elsewhere", "--delete")).doesNotContain(DELAYS);
        assertThat(run(2, "collect")).contains("Say what to collect: a table, --namespace, or --all.");
        assertThat(run(2, "collect", DELAYS, "--all")).contains("Say what to collect");
    }

    private String fileOfHead() throws IOException {
        try (Snapshot snapshot = applications.dataset("reader").snapshot()) {
            return snapshot.path() + "/"
                    + snapshot.manifest().directories().get(0).files().get(0).name();
        }
    }

    /** Which knows of nobody, and would say so. */
    @Test
    void anotherRedisThanTheRootsIsRefusedWithTheAddressOfTheRightOne() throws IOException {
        applications.publish("first", "rows");
        String right = "its lock service is " + address;
        GenerationWrite stuck = compute(applications.dataset("stuck", "rerun", "allow"), WriteMode.REPLACE);
        new StagedGeneration(applications.storage(), stuck.path()).begin();
        try (RedisServer other = RedisServer.startedWithPassword(PASSWORD)) {
            String wrong = "redis://127.0.0.1:" + other.port();

            assertThat(run(1, "locks", "--redis", wrong)).contains(right, wrong + " is another one");
            assertThat(run(1, "readers", DELAYS, "--redis", wrong)).contains(right);
            assertThat(run(1, "unlock", DELAYS, "--reason", "test", "--redis", wrong))
                    .contains(right);
            assertThat(run(1, "generations", DELAYS, "--redis", wrong)).contains(right);
            assertThat(run(0, "locks")).contains(DELAYS);
        }
    }

    @Test
    void directoryThatIsNoRootHasNoLocks() {
        assertThat(run(1, "locks")).contains("No dataset was ever written to " + applications.root());
    }

    @Test
    void mistakesAreToldInASentenceAndPasswordsRefused() {
        assertThat(run(2, "locks", "--redis", "redis://:secret@127.0.0.1:1")).contains("TURNSTILE_REDIS_PASSWORD");
        assertThat(run(2, "locks", "--option", "redis.password=secret")).contains("--redis-password-alias");
        assertThat(run(2, "locks", "--option", "retentoin=1h")).contains("did you mean 'retention'");
        assertThat(run(1, "datasets", "--root", "/nowhere")).contains("does not exist. Create it");
        assertThat(run(2))
                .isEqualTo(
                        "turnstile: Cannot understand the command: missing required subcommand. See turnstile --help.");
        assertThat(run(1, "locks", "--redis", "redis://127.0.0.1:1")).contains("Cannot list the locks that are held");
        assertThat(run(1, "rollback", "travel.none", "1")).contains("Dataset travel.none is not cached");
        assertThat(run(1, "generations", "travel.none")).contains("travel.none");
        assertThat(run(0, "name", DELAYS, "--param", "date=2001-01-01")).containsPattern(DELAYS + "_[0-9a-f]{10}");
    }
}
