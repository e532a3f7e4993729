package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program s3proxy, an S3 server that keeps its objects in memory: a process of its own, as its class path is. Maven resolves
 * that when it is first needed. It ends with this JVM, however that ends.
 */
final class S3Proxy {
    /** Beside it, a shell waits for the end of a pipe that only this JVM keeps open. */
    private static final String WATCHED = "\"$@\" 2>&1 & { cat >/dev/null; kill -9 $!; } 2>/dev/null";

    private S3Proxy() {}

    /** Starts it on a port of 127.0.0.1, where it may not answer yet. */
    static void start(int port) {
        Path directory = ScratchDirectory.create("s3proxy");
        ScratchDirectory.removeAtEnd(directory, () -> {});
        try {
            Path settings = Files.writeString(
                    directory.resolve("s3proxy.conf"),
                    "s3proxy.endpoint=http://127.0.0.1:" + port + "\n"
                            + "s3proxy.authorization=none\n"
                            + "jclouds.provider=transient-nio2\njclouds.identity=none\njclouds.credential=none\n");
            new ProcessBuilder(
                            "sh",
                            "-c",
                            WATCHED,
                            "s3proxy",
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            classPath(),
                            "org.gaul.s3proxy.Main",
                            "--properties",
                            settings.toString())
                    .redirectOutput(directory.resolve("s3proxy.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kept in the build's directory as long as it is younger than what names it. */
    private static String classPath() throws IOException {
        Path project = project();
        Path names = project.resolve("hdfs-target/src/test/s3proxy/pom.xml");
        Path kept =
                Files.createDirectories(project.resolve("hdfs-target/target")).resolve("s3proxy.classpath");
        if (!Files.exists(kept) || Files.getLastModifiedTime(kept).compareTo(Files.getLastModifiedTime(names)) < 0) {
            Path resolved = Files.createTempFile(kept.getParent(), "s3proxy", ".classpath");
            if (!resolves(project, names, resolved, "--offline")
                    && !resolves(project, names, resolved, "--batch-mode")) {
                throw new IOException("Maven cannot resolve " + names);
            }
            Files.move(resolved, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(kept);
    }

    private static boolean resolves(Path project, Path names, Path into, String how) throws IOException {
        Process maven = new ProcessBuilder(List.of(
                        project.resolve("mvnw").toString(),
                        "--quiet",
                        how,
                        "--file",
                        names.toString(),
                        "dependency:build-classpath",
                        "-Dmdep.outputFile=" + into))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return maven.waitFor(5, TimeUnit.MINUTES) && maven.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            maven.destroy();
        }
    }

    /** Tests run in the directory of a module. */
    private static Path project() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("mvnw"))) {
                return at;
            }
        }
        throw new IOException("No mvnw above " + Path.of("").toAbsolutePath());
    }
}
