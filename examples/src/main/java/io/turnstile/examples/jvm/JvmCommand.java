package io.turnstile.examples.jvm;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A builder of a JVM's command line, with Spark's module options, as spark-submit starts one, on the class path of this
 * JVM unless told another.
 */
public final class JvmCommand {
    private final Class<?> main;
    private final Map<String, String> properties = new TreeMap<>();
    private List<String> options = List.of();
    private List<String> arguments = List.of();
    private String heap = "1g";
    private String classPath = System.getProperty("java.class.path");

    public JvmCommand(Class<?> main) {
        this.main = main;
    }

    /** The greatest heap, as in {@code -Xmx}. */
    public JvmCommand heap(String heap) {
        this.heap = heap;
        return this;
    }

    /** The JVM's own further options. */
    public JvmCommand options(String... options) {
        this.options = List.of(options);
        return this;
    }

    /** System properties; also what spark-submit takes as {@code --conf}. */
    public JvmCommand properties(Map<String, String> properties) {
        this.properties.putAll(properties);
        return this;
    }

    /** Arguments for the main class. */
    public JvmCommand arguments(String... arguments) {
        this.arguments = List.of(arguments);
        return this;
    }

    /** Another class path. */
    public JvmCommand classPath(String classPath) {
        this.classPath = classPath;
        return this;
    }

    /** Not started yet. */
    public ProcessBuilder process() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                // MLlib's; the JVM warns about it on standard output.
                .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:-UsePerfData",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlog4j2.configurationFile=log4j2-demo.properties"));
        command.addAll(options);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(main.getName());
        command.addAll(arguments);

        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_"));
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("CLASSPATH", absolute(classPath));
        return builder;
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
