package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import io.turnstile.spark.testing.DyingCommitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor that dies when its task is committed and the driver does not know it yet, with Spark's own scheduling. */
@Tag("fault-5")
class LostExecutorIT {
    private static final Path RUNTIME_JAR =
            Path.of(System.getProperty("turnstile.runtime.jar")).toAbsolutePath();

    @TempDir
    Path scratch;

    @Test
    void taskThatIsRunAgainLeavesEachRowOnce() throws IOException {
        String root = MiniHdfs.shared().freshRoot("lost-executor").toString();
        Path will = scratch.resolve("will");
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put("spark.sql.catalog.cache.root", root);
        settings.put("spark.hadoop.turnstile.root", root);
        settings.put("spark.sql.sources.outputCommitterClass", DyingCommitter.class.getName());
        settings.put("spark.sql.parquet.output.committer.class", DyingCommitter.class.getName());
        settings.put("spark.hadoop." + DyingCommitter.WILL, will.toString());
        Answer written;
        try (ApplicationJvm application = ApplicationJvm.submitting(RUNTIME_JAR, settings)) {
            written = application.ready().tell("write lost.numbers 100000").answer();
        }

        assertThat(will).as("the executor has died").isNotEmptyFile();
        assertThat(written.rows()).isEqualTo(100_000);
        assertThat(written.sum()).isEqualTo(100_000L * 99_999 / 2);
        assertThat(dataFiles(root)).hasSize(4);
    }

    private static List<String> dataFiles(String root) throws IOException {
        try (DatasetRoot open = DatasetRoot.open(
                        TurnstileOptions.of(Map.of("root", root)),
                        new Application("test", "test", "ann", "host7"),
                        MiniHdfs.shared().configuration());
                Snapshot snapshot =
                        open.dataset(DatasetKey.parse("lost.numbers")).snapshot()) {
            return snapshot.manifest().directories().stream()
                    .flatMap(directory -> directory.files().stream())
                    .map(DataFile::name)
                    .toList();
        }
    }
}
