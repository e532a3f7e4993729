package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.spark.testing.CountingFileSystem;
import io.turnstile.spark.testing.SharedSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What planning costs, and what it holds on to. */
class PlanningTest {
    @TempDir
    Path temporary;

    private static Dataset<Row> data() {
        return SharedSpark.session().range(0, 40).selectExpr("id", "cast(id % 4 as int) as part");
    }

    @Test
    void driverAsksTheFileSystemNothing() {
        for (TestGeneration generation : List.of(
                TestGeneration.write(data(), "parquet", temporary.resolve("parquet"), "part"),
                TestGeneration.write(data(), "orc", temporary.resolve("orc"), "part"),
                TestGeneration.write(data(), "parquet", temporary.resolve("flat")))) {
            CountingFileSystem.takeCalls();
            Dataset<Row> query = generation.through("counted").read().where("id >= 0");
            assertThat(TestPlan.of(query).files())
                    .isNotEmpty()
                    .allMatch(file -> file.filePath().urlEncoded().startsWith("counted:/"));
            assertThat(query.collectAsList()).hasSize(40);
            assertThat(CountingFileSystem.takeCalls()).isEmpty();

            SharedSpark.session()
                    .read()
                    .format(generation.manifest().dataFormat())
                    .load("counted:" + generation.directory());
            assertThat(CountingFileSystem.takeCalls()).isNotEmpty();
        }
    }

    @Test
    void manyFilesArePlannedFast() {
        TestGeneration small = TestGeneration.write(data(), "parquet", temporary.resolve("g"), "part");
        List<DataDirectory> directories = IntStream.range(0, 20_000)
                .mapToObj(part -> new DataDirectory(
                        "part=" + part,
                        IntStream.range(0, 5)
                                .mapToObj(i -> new DataFile("part-%05d.parquet".formatted(i), 1000 + i, 1))
                                .toList()))
                .toList();
        Manifest manifest = small.manifest();
        TestGeneration large = small.with(new Manifest(
                manifest.generation(),
                manifest.dataFormat(),
                manifest.schema(),
                manifest.partitionColumns(),
                Map.of(),
                -1,
                directories));
        Instant start = Instant.now();
        assertThat(TestPlan.of(large.read()).files()).hasSize(100_000);
        assertThat(TestPlan.of(large.read().where("part >= 10000")).files()).hasSize(50_000);
        Duration took = Duration.between(start, Instant.now());
        // About four seconds with two cores and a cold JVM. What is quadratic takes hours.
        assertThat(took).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void tasksGetAReaderWithoutThePin() throws Exception {
        TestGeneration generation = TestGeneration.write(data(), "parquet", temporary.resolve("g"), "part");
        Object notSerialisable = new Object();
        Batch batch = generation
                .scans()
                .newScanBuilder(CaseInsensitiveStringMap.empty(), 1000, notSerialisable)
                .build()
                .toBatch();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(batch.createReaderFactory());
            out.writeObject(batch.planInputPartitions());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isInstanceOf(PartitionReaderFactory.class);
        }
    }

    @Test
    void pinStaysWhileAnythingOfTheScanDoes() throws Exception {
        TestGeneration generation = TestGeneration.write(data(), "parquet", temporary.resolve("g"), "part");
        Object pin = new Object();
        WeakReference<Object> reference = new WeakReference<>(pin);
        ScanBuilder builder = generation.scans().newScanBuilder(CaseInsensitiveStringMap.empty(), 1000, pin);
        pin = null;
        PartitionReaderFactory last = builder.build().toBatch().createReaderFactory();
        builder = null;
        System.gc();
        assertThat(reference.get()).isNotNull();
        assertThat(last).isNotNull();
        assertThat(Arrays.asList(last)).hasSize(1);
    }
}
