package io.turnstile.spark.testing;

import io.turnstile.core.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link SparkApplication} in its JVM, and what it answers. */
public final class ApplicationJvm implements AutoCloseable {
    private final ChildJvm jvm;

    private ApplicationJvm(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /**
     * What an application answers.
     *
     * @param action what it did to the dataset
     * @param jobs Spark jobs that it ran
     * @param rows rows of the dataset
     * @param sum of the numbers in it, -1 if they were not read
     * @param waitedMillis how long it waited for others
     * @param generation the generation
     */
    public record Answer(String action, int jobs, long rows, long sum, long waitedMillis, String generation) {}

    /** Starts one with these settings and does not wait until it is ready, so that several can start together. */
    public static ApplicationJvm starting(Map<String, String> settings) {
        return new ApplicationJvm(ChildJvm.running(jvmOptions(), SparkApplication.class, arguments(settings)));
    }

    /**
     * Starts one as {@code spark-submit --jars <runtime jar>} does, on executors in JVMs of their own.
     *
     * @param runtimeJar the only thing of ours that it gets
     */
    public static ApplicationJvm submitting(Path runtimeJar, Map<String, String> settings) {
        return submitting("local-cluster[2,1,1024]", runtimeJar, settings);
    }

    /**
     * The same to a Spark master.
     *
     * @param master its address
     */
    public static ApplicationJvm submitting(String master, Path runtimeJar, Map<String, String> settings) {
        return submitting(master, List.of("--jars", runtimeJar.toString()), List.of(), settings);
    }

    /** The same where only the driver has the jar, on its class path. */
    public static ApplicationJvm submittingToTheDriverOnly(Path runtimeJar, Map<String, String> settings) {
        return submitting("local-cluster[1,1,1024]", List.of(), List.of(runtimeJar), settings);
    }

    private static ApplicationJvm submitting(
            String master, List<String> options, List<Path> ofTheDriver, Map<String, String> settings) {
        SparkDistribution spark = SparkDistribution.unpacked();
        List<String> command = new ArrayList<>(List.of("--master", master));
        command.addAll(options);
        command.addAll(List.of(
                "--class",
                SparkApplication.class.getName(),
                spark.applicationJar().toString()));
        command.addAll(List.of(arguments(settings)));
        return new ApplicationJvm(spark.running("org.apache.spark.deploy.SparkSubmit", command, ofTheDriver));
    }

    /**
     * Runs the command line by its launcher, with Spark's distribution for a cluster.
     *
     * @param runtimeJar the only thing of ours that it gets
     */
    public static ChildJvm commandLine(Path runtimeJar, String... arguments) {
        List<String> command = new ArrayList<>(List.of("../hdfs-target/bin/turnstile"));
        command.addAll(List.of(arguments));
        ProcessBuilder launcher = new ProcessBuilder(command);
        launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
        launcher.environment().put("TURNSTILE_JAR", runtimeJar.toString());
        launcher.environment()
                .put("SPARK_HOME", SparkDistribution.unpacked().home().toString());
        launcher.environment().remove("HADOOP_CONF_DIR");
        return ChildJvm.running(launcher);
    }

    /** What a JVM needs that runs Spark. */
    public static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Djdk.reflect"))
                .forEach(options::add);
        return options;
    }

    private static String[] arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    /** Waits until it can be told things. */
    public ApplicationJvm ready() {
        jvm.awaitLine("::READY");
        return this;
    }

    /** Tells it to do something, and does not wait for the answer. */
    public ApplicationJvm tell(String command) {
        jvm.tell(command);
        return this;
    }

    /** Waits until it says {@code COMPUTING} or {@code READING}, from where it goes on when told "go". */
    public ApplicationJvm awaits(String saying) {
        jvm.awaitLine("::" + saying);
        return this;
    }

    /** Waits until its log says this. */
    public ApplicationJvm logs(String what) {
        jvm.awaitLine(what);
        return this;
    }

    /** Waits until its log says that it waits for somebody else. */
    public ApplicationJvm waits() {
        jvm.awaitLine("Waiting for dataset");
        return this;
    }

    /** Waits for its answer. @throws AssertionError if it failed */
    public Answer answer() {
        String line = jvm.awaitLine("::DONE", "::FAILED");
        String[] words = line.split(" ", -1);
        if (line.startsWith("::FAILED")) {
            throw new AssertionError("The application failed: " + line);
        }
        return new Answer(
                words[1],
                Integer.parseInt(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                words[6]);
    }

    /** Waits for it to fail. @return what it says */
    public String failure() {
        String line = jvm.awaitLine("::DONE", "::FAILED");
        if (!line.startsWith("::FAILED")) {
            throw new AssertionError("The application should have failed, but: " + line);
        }
        return line.substring("::FAILED ".length());
    }

    /** kill -9. */
    public void kill() {
        jvm.kill();
    }

    /** Ctrl-C. */
    public void interrupt() {
        jvm.interrupt();
    }

    /** Waits until it has ended. @return its exit code */
    public int exit() {
        return jvm.awaitExit(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        jvm.close();
    }
}
