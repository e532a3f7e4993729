package io.turnstile.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.MiniHdfs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, installed somewhere, with a runtime jar that is all of this test's class path. */
class LauncherTest {
    @TempDir
    private Path home;

    private Path launcher;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void install() throws IOException {
        launcher = home.resolve("bin/turnstile");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("bin", "turnstile"), launcher);
        makeExecutable(launcher);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("TURNSTILE_ROOT", home.toUri().toString());
        // What is on the machine that runs the test does not count.
        environment.put("PATH", tools().toString());
    }

    /** A path on which there is what a script needs, and no hadoop. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectories(home.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "readlink", "python3", "tr", "grep", "paste")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path real = Path.of(place, tool);
                if (Files.exists(real) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), real);
                }
            }
        }
        return tools;
    }

    private static void makeExecutable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path jar(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    private Path spark(String where) throws IOException {
        Files.createDirectories(home.resolve(where).resolve("jars"));
        return home.resolve(where);
    }

    private String run(int exit, String... arguments) {
        ProcessBuilder process = new ProcessBuilder("bash", launcher.toString());
        process.command().addAll(List.of(arguments));
        process.environment().clear();
        process.environment().putAll(environment);
        try (ChildJvm jvm = ChildJvm.running(process)) {
            return CommandJvm.ending(exit, jvm);
        }
    }

    @Test
    void whatIsMissingIsToldInASentence() throws IOException {
        assertThat(run(2, "ls"))
                .startsWith("turnstile: The runtime jar is not beside this script")
                .contains("TURNSTILE_JAR");
        environment.put("TURNSTILE_JAR", home + "/none.jar");
        assertThat(run(2, "ls"))
                .isEqualTo("turnstile: There is no file " + home + "/none.jar, which TURNSTILE_JAR names.");
        environment.put("TURNSTILE_JAR", jar(home.resolve("some.jar")).toString());
        assertThat(run(2, "ls"))
                .startsWith("turnstile: Neither Spark nor Hadoop is here")
                .contains("SPARK_HOME");
        environment.put("SPARK_HOME", spark("spark").toString());
        environment.put("JAVA_HOME", home + "/nowhere");
        assertThat(run(2, "ls")).isEqualTo("turnstile: There is no Java here: set JAVA_HOME to a Java 17 or later.");
    }

    @Test
    void jarIsFoundInLibAlsoThroughALinkAndNothingIsSaidOfIt() throws IOException {
        Path jar = jar(home.resolve("lib/turnstile-spark-runtime-4.2_2.13-1.0.jar"));
        environment.put("SPARK_HOME", spark("spark").toString());
        Path link = home.resolve("elsewhere/turnstile");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("..", "bin", "turnstile"));
        launcher = link;

        assertThat(run(0, "ls")).isEqualTo("(none)");
        assertThat(run(0, "ls", "--debug"))
                .contains("runtime jar", jar.getFileName().toString(), "by SPARK_HOME", "(none)");
        assertThat(run(0, "name", "a b".replace(" ", "."), "--param", "of=some words"))
                .contains("a.b_");
    }

    @Test
    void hadoopsClassesComeFromWhateverIsThere() throws IOException {
        jar(home.resolve("bin/turnstile-spark-runtime-4.2_2.13-1.0.jar"));
        Path hadoop = home.resolve("hadoop/bin/hadoop");
        Files.createDirectories(hadoop.getParent());
        Files.writeString(hadoop, "#!/bin/bash\necho /etc/some:$0-$1\n");
        makeExecutable(hadoop);
        environment.put("PATH", environment.get("PATH") + ":" + hadoop.getParent());
        assertThat(run(0, "ls", "--debug")).contains("by hadoop on the PATH: /etc/some:" + hadoop + "-classpath");

        environment.put("HADOOP_HOME", home + "/hadoop");
        assertThat(run(0, "ls", "--debug")).contains("by HADOOP_HOME: /etc/some");

        Path pyspark = spark("python/pyspark");
        Files.createFile(pyspark.resolve("__init__.py"));
        environment.put("PYTHONPATH", home + "/python");
        assertThat(run(0, "ls", "--debug")).contains("by pyspark: " + pyspark + "/jars/*");

        environment.put("SPARK_HOME", spark("spark").toString());
        assertThat(run(0, "ls", "--debug")).contains("by SPARK_HOME: " + home + "/spark/jars/*");
    }

    @Test
    void hadoopsConfigurationIsUsed() throws IOException {
        jar(home.resolve("bin/turnstile-spark-runtime-4.2_2.13-1.0.jar"));
        environment.put("SPARK_HOME", spark("spark").toString());
        environment.put(
                "TURNSTILE_ROOT",
                "hdfs://" + MiniHdfs.shared().freshRoot("launched").toUri().getPath());
        assertThat(run(1, "ls")).contains("Set HADOOP_CONF_DIR");

        Path configuration = home.resolve("conf/core-site.xml");
        Files.createDirectories(configuration.getParent());
        Files.writeString(
                configuration,
                "<configuration><property><name>fs.defaultFS</name><value>"
                        + MiniHdfs.shared().configuration().get("fs.defaultFS")
                        + "</value></property></configuration>");
        environment.put("HADOOP_CONF_DIR", configuration.getParent().toString());
        assertThat(run(0, "ls")).isEqualTo("(none)");
    }
}
