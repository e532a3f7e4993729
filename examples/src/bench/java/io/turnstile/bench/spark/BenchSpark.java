package io.turnstile.bench.spark;

import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A local Spark session in the JVM of a row, with two task slots and our catalog, whose root has a Redis of its own.
 */
public final class BenchSpark implements AutoCloseable {
    private static final int CORES = 2;

    private final String root;
    private final Path work;
    private final RedisServer redis;
    private final SparkSession session;

    private BenchSpark(String root, Path work, RedisServer redis, SparkSession session) {
        this.root = root;
        this.work = work;
        this.redis = redis;
        this.session = session;
    }

    /**
     * With its root on the local file system.
     *
     * @param more further settings; they win
     */
    public static BenchSpark started(Path work, Map<String, String> more) throws IOException {
        Path root = Files.createDirectories(work.resolve("root"));
        return startedOn(root.toUri().toString(), work, more);
    }

    /** With a root that is there already. */
    public static BenchSpark startedOn(String root, Path work, Map<String, String> more) {
        RedisServer redis = RedisServer.started();
        SparkSession.Builder builder = SparkSession.builder();
        Conf.application(CORES, work).forEach(builder::config);
        Conf.turnstile(root, redis.address()).forEach(builder::config);
        more.forEach(builder::config);
        return new BenchSpark(root, work, redis, builder.getOrCreate());
    }

    /** Ends with this. */
    public SparkSession session() {
        return session;
    }

    /** Our root. */
    public String root() {
        return root;
    }

    /** Its Redis. */
    public String redis() {
        return redis.address();
    }

    /** Where a peer writes something of that name, on the local file system. */
    Path peers(String name) {
        return work.resolve("peers").resolve(name);
    }

    /** Where our catalog has a dataset of the namespace {@code bench}, on the local file system. */
    public Path ours(String name) {
        return work.resolve("root").resolve("bench").resolve(name);
    }

    /** The files of the dataset's head, as a path that Spark reads by itself. */
    String files(String name) {
        return work.resolve("root/bench/" + name + "/_turnstile")
                .resolve(session.sql("SHOW TBLPROPERTIES cache.bench." + name + " ('generation')")
                        .first()
                        .getString(1))
                .toUri()
                .toString();
    }

    @Override
    public void close() {
        session.stop();
        redis.close();
    }
}
