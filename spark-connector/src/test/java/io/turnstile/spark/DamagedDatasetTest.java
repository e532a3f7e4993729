package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.target.Verification.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and repairing a dataset whose files something else has changed. */
@Tag("fault-10")
class DamagedDatasetTest {
    private static final Map<String, String> LENIENT =
            Map.of("spark.sql.files.ignoreMissingFiles", "true", "spark.sql.files.ignoreCorruptFiles", "true");

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory, Map.of());
    }

    private void create(String format, long rows) {
        spark.range(0, rows, 1, 1)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .option("format", format)
                .mode("errorifexists")
                .save("a.data");
    }

    private Path dataFile() throws IOException {
        return dataFile("a/data");
    }

    private Path dataFile(String dataset) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(dataset))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertFails(String said) throws Exception {
        SharedSpark.with(LENIENT, () -> {
            assertThatThrownBy(() -> spark.table(catalog + ".a.data").collectAsList())
                    .hasStackTraceContaining(said)
                    .hasStackTraceContaining("of generation g-00000001-")
                    .hasStackTraceContaining("compute the dataset anew (rerun=allow) or roll it back");
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void fileThatIsMissingTruncatedOrReplacedByAnotherFailsTheRead(String format) throws Exception {
        create(format, 1000);
        Path file = dataFile();
        byte[] written = Files.readAllBytes(file);
        spark.range(0, 5000, 1, 1)
                .write()
                .format(format)
                .save(directory.resolve("other").toString());

        Files.copy(dataFile("other"), file, StandardCopyOption.REPLACE_EXISTING);
        assertFails(" bytes; " + written.length + " were written");
        Files.write(file, List.of("short"));
        assertFails("6 bytes; " + written.length + " were written");
        Files.delete(file);
        assertFails("is missing");
        Files.write(file, new byte[written.length]);
        SharedSpark.with(LENIENT, () -> {
            assertThatThrownBy(() -> spark.table(catalog + ".a.data").collectAsList())
                    .hasStackTraceContaining("Generation g-00000001-");
            return null;
        });
        Files.write(file, written);
        assertThat(spark.table(catalog + ".a.data").count()).isEqualTo(1000);
    }

    @Test
    void readThatChecksAllLengthsFailsWhenItIsPlanned() throws IOException {
        create("parquet", 10);
        Files.delete(dataFile());

        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option("verify.on-read", "lengths")
                        .load("a.data"))
                .hasMessageContainingAll("Dataset a.data is damaged", "missing");
    }

    @Test
    void getOrComputeComputesADamagedDatasetAgainIfItMay() throws IOException {
        create("parquet", 10);
        Files.delete(dataFile());
        Turnstile turnstile = Turnstile.in(spark, catalog);
        assertThat(turnstile.verify("a.data").orElseThrow().findings())
                .extracting(Finding::problem)
                .containsExactly("missing");

        assertThatThrownBy(() -> turnstile
                        .getOrCompute("a.data", () -> spark.range(20).toDF())
                        .collectAsList())
                .hasStackTraceContaining("is missing");
        assertThat(turnstile
                        .option("on-damage", "recompute")
                        .getOrCompute("a.data", () -> spark.range(20).toDF())
                        .count())
                .isEqualTo(20);
        assertThat(turnstile
                        .option("on-damage", "recompute")
                        .getOrCompute("a.data", () -> {
                            throw new AssertionError("It is whole, and was to be computed again");
                        })
                        .count())
                .isEqualTo(20);
    }

    @Test
    void rollbackRepairsADamagedRecord() throws Exception {
        create("parquet", 10);
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), () -> {
            spark.sql("CREATE OR REPLACE TABLE " + catalog + ".a.data AS SELECT id FROM range(20)");
            Files.writeString(directory.resolve("a/data/_turnstile/00000002.json"), "{");
            assertThatThrownBy(() -> spark.table(catalog + ".a.data")).hasMessageContaining("Roll the dataset back");

            Turnstile.in(spark, catalog).rollback("a.data", 1);
            assertThat(spark.table(catalog + ".a.data").count()).isEqualTo(10);
            return null;
        });
    }
}
