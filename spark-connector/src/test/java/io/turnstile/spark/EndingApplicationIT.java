package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark applications that end in the midst of it, and what the one beside them finds: long before any lease has run out. */
@Tag("faults")
class EndingApplicationIT {
    private static final RedisServer REDIS = RedisServer.started();
    private static final Path ROOT = MiniHdfs.shared().freshRoot("ending");

    private static ApplicationJvm other;

    @BeforeAll
    static void startOther() {
        other = starting().ready();
    }

    @AfterAll
    static void endOther() {
        other.close();
        REDIS.close();
    }

    private static ApplicationJvm starting() {
        return ApplicationJvm.starting(settings());
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put("spark.sql.catalog.cache.root", ROOT.toString());
        settings.put("spark.sql.catalog.cache.redis", REDIS.address());
        settings.put("spark.sql.catalog.cache.lock.lease", "10m");
        return settings;
    }

    @ParameterizedTest
    @CsvSource({"return, 0", "throw, 1"})
    @Tag("fault-15")
    void applicationThatStopsNothingEndsAndTheNextWriterGoesOn(String leaves, int code) throws IOException {
        try (ApplicationJvm careless = starting().ready()) {
            careless.tell("compute before.%s 10".formatted(leaves))
                    .awaits("COMPUTING")
                    .tell("go")
                    .answer();
            careless.tell("keep before." + leaves).answer();
            assertThat(readers("before." + leaves)).isNotEmpty();
            careless.tell("stay ending." + leaves).awaits("STAYING");
            other.tell("compute ending.%s 1000".formatted(leaves)).waits();
            careless.tell(leaves);

            assertThat(careless.exit()).isEqualTo(code);
        }
        assertOtherTakesOver("ending." + leaves);
        assertThat(readers("before." + leaves)).isEmpty();
    }

    @Test
    @Tag("fault-14")
    @Tag("sample")
    void writerThatIsInterruptedLeavesNeitherLockNorFiles() throws IOException {
        try (ApplicationJvm interrupted = starting().ready()) {
            interrupted.tell("stay ending.writer").awaits("STAYING");
            other.tell("compute ending.writer 1000").waits();
            interrupted.interrupt();

            assertThat(interrupted.exit()).isGreaterThan(128);
        }
        assertOtherTakesOver("ending.writer");
    }

    @Test
    @Tag("fault-14")
    void waiterThatIsInterruptedDisturbsNobody() throws IOException {
        other.tell("compute ending.waiter 1000").awaits("COMPUTING");
        try (ApplicationJvm interrupted = starting().ready()) {
            interrupted.tell("stay ending.waiter").waits();
            interrupted.interrupt();

            assertThat(interrupted.exit()).isGreaterThan(128);
        }
        other.tell("go");
        assertThat(other.answer().action()).isEqualTo("COMPUTED");
        assertThat(files("ending.waiter")).hasSize(2).contains("00000001.json");
    }

    /**
     * Its files are looked for before the other publishes, as that collects what others have left. Word of a failed
     * computation is all that may be there: a writer who was stopped has time to leave it, or has not.
     */
    private static void assertOtherTakesOver(String key) throws IOException {
        other.awaits("COMPUTING");
        assertThat(files(key)).isSubsetOf("failure.json");
        Answer computed = other.tell("go").answer();
        assertThat(computed.action()).isEqualTo("COMPUTED");
        assertThat(computed.rows()).isEqualTo(1000);
        Answer read = other.tell("read " + key).answer();
        assertThat(read.sum()).isEqualTo(1000L * 999 / 2);
    }

    private static List<String> files(String key) throws IOException {
        Path log = new Path(ROOT, key.replace('.', '/') + "/_turnstile");
        FileSystem files = log.getFileSystem(MiniHdfs.shared().configuration());
        if (!files.exists(log)) {
            return List.of();
        }
        return Arrays.stream(files.listStatus(log))
                .map(file -> file.getPath().getName())
                .toList();
    }

    private static List<Reader> readers(String key) throws IOException {
        try (DatasetRoot root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", ROOT.toString(), "redis", REDIS.address())),
                new Application("test", "test", "ann", "host7"),
                MiniHdfs.shared().configuration())) {
            return root.dataset(DatasetKey.parse(key)).readers();
        }
    }
}
