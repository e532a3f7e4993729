package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ComparableVersion;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Assumptions;

/**
 * A real S3 server on 127.0.0.1. There is one for all tests of a JVM, which ends with it. Before any test relies on it, it has
 * shown that of several who create an object on condition that there is none exactly one succeeds: there are servers that answer
 * as if it were so, and it is not.
 */
public final class S3Store implements TestFileSystem {
    private static final int RACERS = 8;
    private static final int ROUNDS = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger roots = new AtomicInteger();
    private final URI endpoint;
    private final String bucket;

    private S3Store(URI endpoint, String bucket) {
        this.endpoint = endpoint;
        this.bucket = bucket;
    }

    /** One for all tests of this JVM. Without a Hadoop that can use it, the test that asks for it is left out. */
    public static S3Store shared() {
        requireClient();
        return Shared.STORE;
    }

    /** Leaves a test out where Hadoop's client cannot create an object on condition. */
    public static void requireClient() {
        if (!hasClient()) { // Programs that are no tests have no JUnit to ask.
            Assumptions.abort("Hadoop " + VersionInfo.getVersion() + " is older than 3.4.2");
        }
    }

    /** Whether Hadoop's client can create an object on condition. */
    public static boolean hasClient() {
        return new ComparableVersion(VersionInfo.getVersion()).compareTo(new ComparableVersion("3.4.2")) >= 0;
    }

    private static S3Store started() {
        int port = RedisServer.freePort();
        S3Proxy.start(port);
        S3Store store = new S3Store(URI.create("http://127.0.0.1:" + port), "turnstile");
        Eventually.within(Duration.ofSeconds(60), "s3proxy answers on port " + port, store::answers);
        store.makeBucket();
        store.requireExclusiveCreation();
        return store;
    }

    /**
     * The same server, reached through another address. In a bucket of its own, as Hadoop keeps one client for each bucket.
     *
     * @param through such as {@code http://127.0.0.1:8080}
     */
    S3Store through(URI through) {
        new S3Store(endpoint, bucket + "-" + through.getPort()).makeBucket();
        return new S3Store(through, bucket + "-" + through.getPort());
    }

    /** Where it answers. */
    public URI endpoint() {
        return endpoint;
    }

    private boolean answers() {
        try {
            return send(request("").GET()) > 0;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private void makeBucket() {
        int status = put("", "", false);
        if (status != 200) {
            throw new IllegalStateException("s3proxy makes no bucket: " + status);
        }
    }

    private void requireExclusiveCreation() {
        for (int round = 0; round < ROUNDS; round++) {
            String object = "race-" + round;
            List<CompletableFuture<Integer>> racers = new ArrayList<>();
            for (int racer = 0; racer < RACERS; racer++) {
                String content = Integer.toString(racer);
                racers.add(CompletableFuture.supplyAsync(() -> put(object, content, true)));
            }
            long winners = racers.stream().filter(racer -> racer.join() == 200).count();
            if (winners != 1) {
                throw new IllegalStateException("Of " + RACERS + " that created one object " + winners + " succeeded");
            }
        }
    }

    /** Writes an object, or with an empty name makes the bucket. @return the status of the answer */
    private int put(String object, String content, boolean ifNone) {
        HttpRequest.Builder request = request(object).PUT(BodyPublishers.ofString(content));
        if (ifNone) {
            request.header("If-None-Match", "*");
        }
        return send(request);
    }

    private HttpRequest.Builder request(String object) {
        return HttpRequest.newBuilder(endpoint.resolve("/" + bucket + "/" + object))
                .timeout(Duration.ofSeconds(10));
    }

    private int send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.defaultFS", "s3a://" + bucket);
        String own = "fs.s3a.bucket." + bucket + ".";
        configuration.set(own + "endpoint", endpoint.toString());
        configuration.set(own + "endpoint.region", "us-east-1");
        configuration.set(own + "path.style.access", "true");
        configuration.set(own + "connection.ssl.enabled", "false");
        configuration.set(own + "aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        configuration.set(own + "access.key", "test");
        configuration.set(own + "secret.key", "test");
        // Otherwise a client asks again for minutes where it is not answered.
        configuration.set(own + "attempts.maximum", "2");
        configuration.set(own + "retry.limit", "1");
        configuration.set(own + "retry.interval", "20ms");
        configuration.set(own + "retry.throttle.limit", "1");
        configuration.set(own + "retry.throttle.interval", "20ms");
        // The other kinds of streams need libraries of their own.
        configuration.set(own + "input.stream.type", "classic");
        return configuration;
    }

    @Override
    public Path freshRoot(String name) {
        Path root = new Path(
                "s3a://" + bucket + "/" + name + "-" + ProcessHandle.current().pid() + "-" + roots.incrementAndGet());
        try {
            root.getFileSystem(configuration()).mkdirs(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    private static final class Shared {
        private static final S3Store STORE = started();
    }
}
