package io.turnstile.spark.testing;

import io.turnstile.core.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Spark distribution consists of, made of the jars on this class path, and the application as a jar. Nothing that
 * Turnstile is made of or brings along is in there.
 *
 * @param home what {@code SPARK_HOME} names
 * @param applicationJar the test classes
 */
record SparkDistribution(Path home, Path applicationJar) {
    private static final List<String> OURS =
            List.of("redisson", "picocli", "embedded-redis", "hdfs-target", "spark-connector");

    private static final class Holder {
        private static final SparkDistribution UNPACKED = unpack();
    }

    static SparkDistribution unpacked() {
        return Holder.UNPACKED;
    }

    /** Runs one of Spark's main classes as Spark's own scripts do. */
    ChildJvm running(String main, List<String> arguments) {
        return running(main, arguments, List.of());
    }

    /** The same with these jars besides, as {@code SPARK_DAEMON_CLASSPATH} names them. */
    ChildJvm running(String main, List<String> arguments, List<Path> jars) {
        String classPath = Stream.concat(
                        Stream.of(home.resolve("jars") + "/*"), jars.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(ApplicationJvm.jvmOptions());
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("SPARK_HOME", home.toString());
        process.environment().put("SPARK_SCALA_VERSION", System.getProperty("scala.binary.version", "2.13"));
        process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        process.directory(home.toFile());
        return ChildJvm.running(process);
    }

    private static SparkDistribution unpack() {
        try {
            Path home = Path.of("target", "spark-home").toAbsolutePath();
            Files.createDirectories(home.resolve("jars"));
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path jar = Path.of(entry);
                String name = jar.getFileName().toString();
                boolean spark = name.endsWith(".jar") && OURS.stream().noneMatch(name::startsWith);
                if (spark) {
                    link(home.resolve("jars").resolve(name), jar);
                }
            }
            Path application = home.resolve("application.jar");
            pack(
                    Path.of(SparkApplication.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()),
                    application);
            return new SparkDistribution(home, application);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void link(Path link, Path jar) throws IOException {
        try {
            Files.createSymbolicLink(link, jar.toAbsolutePath());
        } catch (FileAlreadyExistsException sameAsLastTime) {
            // The name carries the version.
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }
}
