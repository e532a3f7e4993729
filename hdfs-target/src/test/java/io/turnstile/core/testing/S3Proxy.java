package io.turnstile.core.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        try {
            Path settings = Files.writeString(
                    directory.resolve("s3proxy.conf"),
                    "s3proxy.endpoint=http://127.0.0.1:" + port + "\n"
                            + "s3proxy.authorization=none\n"
                            + "jclouds.provider=transient-nio2\njclouds.identity=none\njclouds.credential=none\n");
            Process shell = new ProcessBuilder(
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
            ScratchDirectory.removeAtEnd(directory, () -> stop(shell));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process shell) {
        try {
            shell.getOutputStream().close();
        } catch (IOException ended) {
            // Then nothing is left to be told.
        }
        shell.onExit().join();
    }

    /** As a script beside what names it says it. */
    private static String classPath() throws IOException {
        Process resolving = new ProcessBuilder(
                        built().resolve("src/test/s3proxy/resolve.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = resolving.inputReader()) {
            String classPath = out.readLine();
            if (classPath == null) {
                throw new IOException("Maven cannot resolve the class path of s3proxy");
            }
            return classPath;
        } finally {
            resolving.destroy();
        }
    }

    /** The module of this class: programs that use it run elsewhere. */
    private static Path built() throws IOException {
        try {
            URI classes = S3Proxy.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(classes).getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
