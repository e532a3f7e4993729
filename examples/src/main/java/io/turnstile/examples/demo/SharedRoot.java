package io.turnstile.examples.demo;

import java.util.Map;

/**
 * A root for datasets, and what goes with it.
 *
 * @param path where it is
 * @param server the address of its locks' Redis; of a root on S3, which keeps locks itself, that of the S3 server
 * @param conf what {@code spark-submit} takes as {@code --conf} to make it the catalog {@code cache}
 */
record SharedRoot(String path, String server, Map<String, String> conf) {
    /** On what a root can lie. */
    enum Kind {
        HDFS("Redis, HDFS"),
        LOCAL("Redis"),
        S3("an S3 server");

        private final String servers;

        Kind(String servers) {
            this.servers = servers;
        }

        /** What is started for it, in words. */
        String servers() {
            return servers;
        }
    }

    private static final String CATALOG = "spark.sql.catalog.cache";

    /** With its locks at Redis. */
    static SharedRoot withRedis(String path, String redis) {
        return new SharedRoot(
                path,
                redis,
                Map.of(
                        CATALOG,
                        "io.turnstile.spark.TurnstileCatalog",
                        CATALOG + ".root",
                        path,
                        CATALOG + ".redis",
                        redis));
    }

    /** On that S3 server, with its locks in itself. */
    static SharedRoot onS3(String path, String endpoint) {
        return new SharedRoot(
                path,
                endpoint,
                Map.of(
                        CATALOG,
                        "io.turnstile.spark.TurnstileCatalog",
                        CATALOG + ".root",
                        path,
                        CATALOG + ".store.trusted",
                        "true",
                        "spark.hadoop.fs.s3a.endpoint",
                        endpoint,
                        "spark.hadoop.fs.s3a.endpoint.region",
                        "us-east-1",
                        "spark.hadoop.fs.s3a.path.style.access",
                        "true",
                        "spark.hadoop.fs.s3a.access.key",
                        "nobody",
                        "spark.hadoop.fs.s3a.secret.key",
                        "nothing",
                        // The other kinds of streams need libraries of their own.
                        "spark.hadoop.fs.s3a.input.stream.type",
                        "classic"));
    }
}
