package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.core.read.Verification.Finding;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
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

    /** In two files; in any format of which Spark has a committer make a dataset. */
    private void createByCommitter(String format) throws Exception {
        String committer = TurnstileOutputCommitter.class.getName();
        Map<String, String> binding = Map.of(
                "spark.sql.sources.outputCommitterClass", committer,
                "spark.sql.parquet.output.committer.class", committer,
                "turnstile.root", directory.toUri().toString());
        SharedSpark.with(binding, () -> {
            spark.range(0, 1000, 1, 2)
                    .write()
                    .format(format)
                    .save(directory.resolve("a/data/_new").toUri().toString());
            return null;
        });
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

    /** All that a length tells, also where the file is whole by itself, or ends with a whole row. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void fileThatIsMissingTruncatedLongerOrAnotherFailsTheRead(String format) throws Exception {
        createByCommitter(format);
        Path file = dataFile();
        byte[] written = Files.readAllBytes(file);
        spark.range(0, 5000, 1, 1)
                .write()
                .format(format)
                .save(directory.resolve("other").toString());

        Files.copy(dataFile("other"), file, StandardCopyOption.REPLACE_EXISTING);
        assertFails(" bytes; " + written.length + " were written");
        Files.write(file, Arrays.copyOf(written, wholeRows(written)));
        assertFails(wholeRows(written) + " bytes; " + written.length + " were written");
        Files.write(file, written);
        Files.write(file, written, StandardOpenOption.APPEND);
        assertFails(2 * written.length + " bytes; " + written.length + " were written");
        Files.delete(file);
        assertFails("is missing");
        Files.write(file, written);
        assertThat(spark.table(catalog + ".a.data").count()).isEqualTo(1000);
    }

    private static int wholeRows(byte[] written) {
        for (int length = written.length / 2; length > 0; length--) {
            if (written[length - 1] == '\n') {
                return length;
            }
        }
        return written.length / 2;
    }

    /** What no length tells, a format with a checksum or a footer does. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void fileOfTheSameLengthThatHoldsNothingFailsTheRead(String format) throws Exception {
        create(format, 1000);
        Path file = dataFile();
        Files.write(file, new byte[(int) Files.size(file)]);

        SharedSpark.with(LENIENT, () -> {
            assertThatThrownBy(() -> spark.table(catalog + ".a.data").collectAsList())
                    .hasStackTraceContaining("Generation g-00000001-")
                    .hasStackTraceContaining("compute the dataset anew (rerun=allow) or roll it back");
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void readThatChecksAllLengthsFailsWhenItIsPlanned(String format) throws Exception {
        createByCommitter(format);
        Path file = dataFile();
        byte[] written = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(written, wholeRows(written)));
        assertFailsWhenPlanned("length");
        Files.write(file, written, StandardOpenOption.APPEND);
        assertFailsWhenPlanned("length");
        Files.delete(file);
        assertFailsWhenPlanned("missing");
        Files.write(file, written);
        assertThat(checkingLengths().count()).isEqualTo(1000);
    }

    private Dataset<Row> checkingLengths() {
        return spark.read()
                .format("turnstile")
                .option("catalog", catalog)
                .option("verify.on-read", "lengths")
                .load("a.data");
    }

    private void assertFailsWhenPlanned(String said) throws Exception {
        SharedSpark.with(LENIENT, () -> {
            assertThatThrownBy(this::checkingLengths).hasMessageContainingAll("Dataset a.data is damaged", said);
            return null;
        });
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

    /** Whoever quarantines it, and in whatever order they look: what one has computed anew no other takes for damaged. */
    @RepeatedTest(5)
    void ofManyWhoFindTheDatasetDamagedOneComputesIt() throws Exception {
        create("parquet", 10);
        Files.delete(dataFile());
        Turnstile turnstile = Turnstile.in(spark, catalog).option("on-damage", "recompute");
        AtomicInteger computations = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(4);
        List<FutureTask<Long>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Long> caller = new FutureTask<>(() -> {
                together.await();
                return turnstile
                        .getOrCompute("a.data", () -> {
                            computations.incrementAndGet();
                            return spark.range(20).toDF();
                        })
                        .count();
            });
            callers.add(caller);
            new Thread(caller).start();
        }

        for (FutureTask<Long> caller : callers) {
            assertThat(caller.get(60, TimeUnit.SECONDS)).isEqualTo(20);
        }
        assertThat(computations.get()).as("computations").isOne();
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
