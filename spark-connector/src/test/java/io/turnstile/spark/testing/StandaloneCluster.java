package io.turnstile.spark.testing;

import io.turnstile.core.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spark master and two workers in JVMs of their own, with one core each. To Spark the workers are on two hosts, since it
 * runs the second attempt of a slow task only on a host that has none.
 */
public final class StandaloneCluster implements AutoCloseable {
    private final ChildJvm master;
    private final String address;
    private final List<ChildJvm> workers;

    private StandaloneCluster(Path work) {
        SparkDistribution spark = SparkDistribution.unpacked();
        master = spark.running(
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
        String started = master.awaitLine("Starting Spark master at ");
        address = started.substring(started.indexOf("spark://")).strip();
        // Two names of one address, which every machine has.
        workers = Stream.of("127.0.0.1", "localhost")
                .map(host -> spark.running(
                        "org.apache.spark.deploy.worker.Worker",
                        List.of(
                                "--host",
                                host,
                                "--webui-port",
                                "0",
                                "--cores",
                                "1",
                                "--memory",
                                "1g",
                                "--work-dir",
                                work.toString(),
                                address)))
                .toList();
        workers.forEach(worker -> worker.awaitLine("Successfully registered with master"));
    }

    /**
     * Starts one, and returns when the workers are there.
     *
     * @param work where the workers may leave things
     */
    public static StandaloneCluster started(Path work) {
        return new StandaloneCluster(work);
    }

    /** What {@code --master} takes. */
    public String master() {
        return address;
    }

    @Override
    public void close() {
        workers.forEach(ChildJvm::terminate);
        workers.forEach(worker -> worker.awaitExit(Duration.ofSeconds(20)));
        master.close();
    }
}
