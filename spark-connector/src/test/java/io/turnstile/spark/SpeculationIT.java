package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import io.turnstile.spark.testing.MeetingProtocol;
import io.turnstile.spark.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slow task of which Spark runs a second attempt, and both finish. */
@Tag("fault-5")
@Tag("faults")
@Tag("sample")
class SpeculationIT {
    private static final Path RUNTIME_JAR =
            Path.of(System.getProperty("turnstile.runtime.jar")).toAbsolutePath();
    private static final long ROWS = 100_000;

    @TempDir
    static Path work;

    @TempDir
    Path place;

    private static StandaloneCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = StandaloneCluster.started(work);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** Spark lets one attempt of a task commit, unless its user has told it not to care: then both do. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoAttemptsThatFinishEachRowCountsOnce(boolean sparkCoordinates) throws IOException {
        String root = MiniHdfs.shared().freshRoot("speculation").toString();
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put("spark.sql.catalog.cache.root", root);
        settings.put("spark.speculation", "true");
        settings.put("spark.speculation.interval", "100ms");
        settings.put("spark.speculation.multiplier", "1.0");
        settings.put("spark.speculation.quantile", "0.5");
        settings.put("spark.hadoop.outputCommitCoordination.enabled", Boolean.toString(sparkCoordinates));
        settings.put("spark.sql.sources.commitProtocolClass", MeetingProtocol.class.getName());
        settings.put("spark.hadoop." + MeetingProtocol.PLACE, place.toString());
        settings.put("spark.hadoop." + MeetingProtocol.AGAIN, Boolean.toString(!sparkCoordinates));
        Answer written;
        Answer read;
        try (ApplicationJvm application = ApplicationJvm.submitting(cluster.master(), RUNTIME_JAR, settings)) {
            application.ready().tell("compute speculation.numbers " + ROWS).awaits("COMPUTING");
            written = application.tell("go").answer();
            read = application.tell("read speculation.numbers").answer();
        }

        assertThat(place.resolve("written").toFile().list())
                .as("attempts that wrote all their rows")
                .hasSize(2);
        if (!sparkCoordinates) {
            assertThat(place.resolve("committed").toFile().list())
                    .as("attempts that were committed")
                    .hasSize(2);
        }
        assertThat(written.action()).isEqualTo("COMPUTED");
        assertThat(written.rows()).isEqualTo(ROWS);
        assertThat(read.rows()).isEqualTo(ROWS);
        assertThat(read.sum()).isEqualTo(ROWS * (ROWS - 1) / 2);
        assertThat(recordedRows(root)).isEqualTo(ROWS);
    }

    private static long recordedRows(String root) throws IOException {
        try (DatasetRoot open = DatasetRoot.open(
                        TurnstileOptions.of(Map.of("root", root)),
                        new Application("test", "test", "ann", "host7"),
                        MiniHdfs.shared().configuration());
                Snapshot snapshot =
                        open.dataset(DatasetKey.parse("speculation.numbers")).snapshot()) {
            return snapshot.manifest().rows();
        }
    }
}
