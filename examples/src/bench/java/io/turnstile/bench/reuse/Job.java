package io.turnstile.bench.reuse;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A report, as an application of its own would compute it. It names no dataset of ours.
 *
 * @param name unique
 * @param contains the shared parts that are in its query, see {@link SharedParts}
 * @param query what it asks
 */
record Job(String name, Set<String> contains, Query query) {
    /** A query, from text or by Spark's methods. */
    interface Query {
        /** Not yet run. */
        Dataset<Row> in(SparkSession session, Warehouse warehouse);
    }

    /** One whose query is a text. */
    static Job ofText(String name, String... contains) {
        JobText text = JobText.named("jobs/" + name);
        return new Job(name, Set.of(contains), (session, warehouse) -> text.in(session));
    }
}
