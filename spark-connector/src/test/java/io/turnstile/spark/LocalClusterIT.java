package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.RedisServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Writing, skipping and reading on executors in JVMs of their own, which get nothing but the runtime jar. */
class LocalClusterIT {
    private static final Path RUNTIME_JAR =
            Path.of(System.getProperty("turnstile.runtime.jar")).toAbsolutePath();

    @Test
    void executorsWriteSkipAndReadWithNothingButTheRuntimeJar() {
        try (RedisServer redis = RedisServer.started()) {
            Map<String, String> settings = new TreeMap<>();
            settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
            settings.put(
                    "spark.sql.catalog.cache.root",
                    MiniHdfs.shared().freshRoot("local-cluster").toString());
            settings.put("spark.sql.catalog.cache.redis", redis.address());
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
            }
        }
    }
}
