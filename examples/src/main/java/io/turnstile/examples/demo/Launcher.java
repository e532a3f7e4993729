package io.turnstile.examples.demo;

import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A launcher of the demo's JVMs, which run on the demo's own class path, with everything that they write inside the
 * demo's own directory. What {@code spark-submit} takes as {@code --conf}, they get as system properties.
 */
final class Launcher {
    /** How the lines begin that Turnstile, and not Spark or Hadoop, logs; {@code log4j2-demo.properties} says the same. */
    static final String WARNING = "turnstile: ";

    private final Path work;

    Launcher(Path work) {
        this.work = work;
    }

    /** A JVM that runs {@link HdfsNode}. */
    ProcessBuilder hdfs() throws IOException {
        return java(HdfsNode.class, "512m", Map.of(), directory("hdfs").toString());
    }

    /** A JVM that runs {@link S3Node}. */
    ProcessBuilder s3() throws IOException {
        return java(S3Node.class, "256m", Map.of());
    }

    /** A JVM that runs {@link DemoApplication}. */
    ProcessBuilder application(String role, Map<String, String> catalog, String... arguments) throws IOException {
        Map<String, String> conf = new TreeMap<>(catalog);
        conf.put("spark.app.name", role);
        conf.put("spark.sql.extensions", "io.turnstile.spark.TurnstileExtensions");
        conf.put("spark.master", "local[2]");
        conf.put("spark.ui.enabled", "false");
        conf.put("spark.driver.host", "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
        conf.put("spark.local.dir", directory("spark-" + role).toString());
        conf.put("spark.sql.warehouse.dir", work.resolve("warehouse").toUri().toString());
        // A small job on two cores: few tasks, but more than one file, each read by a task of its own.
        conf.put("spark.sql.shuffle.partitions", "4");
        conf.put("spark.sql.adaptive.coalescePartitions.enabled", "false");
        conf.put("spark.sql.files.maxPartitionBytes", "4m");
        return java(DemoApplication.class, "1g", conf, arguments);
    }

    private ProcessBuilder java(Class<?> main, String heap, Map<String, String> properties, String... arguments)
            throws IOException {
        return new JvmCommand(main)
                .heap(heap)
                .options("-XX:+UseSerialGC", "-Djava.io.tmpdir=" + directory("tmp"))
                .properties(properties)
                .arguments(arguments)
                .process()
                .directory(work.toFile());
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }
}
