package io.turnstile.bench.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A generator of synthetic rows, with what datasets are made of: a key, a few attributes of few values, text, amounts,
 * a time.
 */
final class Trips {
    private Trips() {}

    /** So many rows, from so many tasks; always the same ones. */
    static Dataset<Row> of(SparkSession session, long rows, int tasks) {
        return session.range(0, rows, 1, tasks)
                .selectExpr(
                        "id",
                        "cast(hash(id) % 500 as int) AS origin",
                        "concat('carrier ', id % 17) AS carrier",
                        "(hash(id, 1) % 10000) / 60.0D AS delay",
                        "timestamp_seconds(978307200 + id % 31536000) AS departed");
    }
}
