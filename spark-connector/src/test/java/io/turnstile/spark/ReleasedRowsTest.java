package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows in roots that released versions have written, kept as files. */
class ReleasedRowsTest {
    private static final Path RELEASED = Path.of("..", "hdfs-target", "src", "test", "resources", "released");

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    static List<Path> released() throws IOException {
        try (Stream<Path> versions = Files.list(RELEASED)) {
            return versions.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("released")
    void rowsAreReadOfTodayAndOfBeforeAndReused(Path version) throws Exception {
        Path root = directory.resolve("cache");
        assertThat(FileUtil.copy(
                        version.toFile(),
                        new org.apache.hadoop.fs.Path(root.toUri()).getFileSystem(new Configuration()),
                        new org.apache.hadoop.fs.Path(root.toUri()),
                        false,
                        new Configuration()))
                .isTrue();
        String catalog = TestCatalog.over(root, Map.of());

        assertThat(rows("SELECT count(*), sum(delay) FROM " + catalog + ".travel.delays"))
                .containsExactly("[1200,1798500.0]");
        assertThat(rows("SELECT count(*), sum(delay) FROM " + catalog + ".travel.delays VERSION AS OF 1"))
                .containsExactly("[1000,749250.0]");
        assertThat(rows("SELECT count(*) FROM " + catalog + ".travel.by_day WHERE day = DATE '2026-01-02'"))
                .containsExactly("[10]");
        assertThat(JobCount.of(() -> spark.sql("CREATE TABLE IF NOT EXISTS " + catalog
                        + ".travel.by_day PARTITIONED BY (day) AS SELECT 1 AS id, DATE '2026-01-01' AS day")))
                .isZero();
    }

    private List<String> rows(String query) {
        return spark.sql(query).collectAsList().stream().map(Row::toString).toList();
    }
}
