package io.turnstile.examples.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * How the demo's JVMs are started: on the demo's own class path, with everything that they write inside the demo's own
 * directory. What {@code spark-submit} takes as {@code --conf}, they get as system properties.
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

    /** A JVM that runs {@link Application}. */
    ProcessBuilder application(String role, Map<String, String> catalog, String... arguments) throws IOException {
        Map<String, String> conf = new TreeMap<>(catalog);
        conf.put("spark.app.name", role);
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
        return java(Application.class, "1g", conf, arguments);
    }

    private ProcessBuilder java(Class<?> main, String heap, Map<String, String> properties, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                // MLlib's; the JVM warns about it on standard output.
                .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.io.tmpdir=" + directory("tmp"),
                "-Dlog4j2.configurationFile=log4j2-demo.properties"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(main.getName());
        command.addAll(List.of(arguments));

        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_"));
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("CLASSPATH", absolute(System.getProperty("java.class.path")));
        return builder;
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
