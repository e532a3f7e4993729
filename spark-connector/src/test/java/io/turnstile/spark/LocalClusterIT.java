package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing, skipping and reading on executors in JVMs of their own, which get nothing but the runtime jar. */
class LocalClusterIT {
    private static final Path RUNTIME_JAR =
            Path.of(System.getProperty("turnstile.runtime.jar")).toAbsolutePath();

    @TempDir
    Path directory;

    @Test
    void executorsWriteSkipAndReadWithNothingButTheRuntimeJar() throws IOException {
        try (RedisServer redis = RedisServer.started()) {
            Map<String, String> settings = new TreeMap<>();
            settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
            String root = MiniHdfs.shared().freshRoot("local-cluster").toString();
            settings.put("spark.sql.catalog.cache.root", root);
            settings.put("spark.sql.catalog.cache.redis", redis.address());
            settings.put("spark.hadoop.turnstile.root", root);
            settings.put("spark.hadoop.turnstile.redis", redis.address());
            settings.put("spark.sql.parquet.output.committer.class", TurnstileOutputCommitter.class.getName());
            settings.put("spark.executor.extraJavaOptions", "-Xlog:class+load:file=" + directory + "/%p.classes");
            try (ApplicationJvm writer = ApplicationJvm.submitting(RUNTIME_JAR, settings);
                    ApplicationJvm other = ApplicationJvm.submitting(RUNTIME_JAR, settings)) {
                writer.ready().tell("compute cluster.numbers 100000").awaits("COMPUTING");
                other.ready().tell("compute cluster.numbers 100000").waits();
                Answer computed = writer.tell("go").answer();
                assertThat(computed.action()).isEqualTo("COMPUTED");
                assertThat(computed.jobs()).isPositive();

                Answer reused = other.answer();
                assertThat(reused.action()).isEqualTo("REUSED");
                assertThat(reused.jobs()).isZero();

                Answer read = other.tell("read cluster.numbers").answer();
                assertThat(read.rows()).isEqualTo(100_000);
                assertThat(read.sum()).isEqualTo(100_000L * 99_999 / 2);
                assertThat(read.generation()).isEqualTo(computed.generation());

                writer.tell("rerun cluster.numbers 10").answer();
                assertThat(other.tell("read cluster.numbers").answer().rows()).isEqualTo(10);

                assertThat(writer.tell("write cluster.plain 1000").answer().rows())
                        .isEqualTo(1000);
                assertExecutorsKnowNothingOfRedis();
            }
        }
    }

    @Test
    void whoGivesTheJarToTheDriverAloneIsTold() throws IOException {
        try (RedisServer redis = RedisServer.started()) {
            Map<String, String> settings = new TreeMap<>();
            settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
            settings.put(
                    "spark.sql.catalog.cache.root",
                    MiniHdfs.shared().freshRoot("driver-only").toString());
            settings.put("spark.sql.catalog.cache.redis", redis.address());
            try (ApplicationJvm driver = ApplicationJvm.submittingToTheDriverOnly(RUNTIME_JAR, settings)) {
                driver.ready().tell("compute cluster.numbers 100").awaits("COMPUTING");
                driver.tell("go").logs("does not have Turnstile's jar, only the driver has");
                assertThat(driver.failure()).contains("io.turnstile.");
            }
        }
    }

    @Test
    void doctorAsksEveryExecutorAndSeesThoseWithoutTheJar() throws IOException {
        assumeThat(org.apache.spark.package$.MODULE$.SPARK_VERSION())
                .as("Spark 3 has no procedures")
                .doesNotStartWith("3.");
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put(
                "spark.sql.catalog.cache.root",
                MiniHdfs.shared().freshRoot("doctor").toString());
        // Answers come back whatever serializer there is.
        settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        settings.put("spark.kryo.registrationRequired", "true");
        settings.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        try (ApplicationJvm all = ApplicationJvm.submitting(RUNTIME_JAR, settings);
                ApplicationJvm driverOnly = ApplicationJvm.submittingToTheDriverOnly(RUNTIME_JAR, settings)) {
            all.ready()
                    .tell("call doctor()")
                    .logs("ROW OK; executors; All 2 have one Turnstile, the same as the driver's");
            assertThat(all.answer().jobs()).isEqualTo(1);

            driverOnly.ready().tell("call doctor()").logs("ROW FAIL; executors; Executor 0 on ");
            driverOnly.answer();
        }
    }

    /** A hundred executors that each held a connection would be a hundred connections, and each would need the password. */
    private void assertExecutorsKnowNothingOfRedis() throws IOException {
        String loaded = "";
        try (Stream<Path> executors = Files.list(directory)) {
            for (Path executor : executors.toList()) {
                loaded += Files.readString(executor);
            }
        }
        assertThat(loaded)
                .contains(
                        "io.turnstile.core.staging.StagedGeneration",
                        "io.turnstile.core.mapreduce.DatasetCommitter",
                        "io.turnstile.spark.scan.")
                .doesNotContain("redisson", "io.turnstile.core.lock.");
    }
}
