package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A benchmark of dynamic partition pruning: a star join with a dataset that is partitioned by day. Which days it reads
 * is decided, while the query runs, by a filter on the table of days. Beside {@code spark.read.parquet} of the very
 * same files, on the local file system; both tables are opened before. Both must read the same number of files.
 */
public final class Dpp implements Row {
    private static final int DAYS = 120;
    private static final int MONTH = 30;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (BenchSpark spark = BenchSpark.started(setting.work(), Map.of())) {
            SparkSession session = spark.session();
            Trips.of(session, setting.pick(1_000_000, 30_000_000), 4)
                    .selectExpr("*", "cast(id % " + DAYS + " as int) AS day")
                    .repartition(4, functions.col("day"))
                    .write()
                    .partitionBy("day")
                    .saveAsTable("cache.bench.trips");
            session.range(DAYS)
                    .selectExpr("cast(id as int) AS day", "cast(id / " + MONTH + " as int) AS month")
                    .write()
                    .parquet(spark.peers("days").toString());
            Dataset<org.apache.spark.sql.Row> days =
                    session.read().parquet(spark.peers("days").toString());
            var ours = session.table("cache.bench.trips");
            var plain = session.read().parquet(spark.files("trips"));
            Pairs.timed(setting.pick(2, 10), () -> query(ours, days), () -> query(plain, days));
            Pairs pairs = Pairs.timed(setting.pick(4, 31), () -> query(ours, days), () -> query(plain, days));
            long oursRead = ReadFiles.of(query(ours, days), "delay");
            long plainRead = ReadFiles.of(query(plain, days), "delay");
            return List.of(
                    Figure.of("dpp / spark.read.parquet", pairs, Goal.parity()),
                    Figure.of(
                            "dpp / files read",
                            Long.toString(oursRead),
                            Long.toString(plainRead),
                            "the same",
                            oursRead == plainRead && oursRead == MONTH));
        }
    }

    private static Dataset<org.apache.spark.sql.Row> query(
            Dataset<org.apache.spark.sql.Row> trips, Dataset<org.apache.spark.sql.Row> days) {
        Dataset<org.apache.spark.sql.Row> query =
                trips.join(days.where("month = 2"), "day").groupBy("carrier").agg(Map.of("delay", "avg"));
        int groups = query.collectAsList().size();
        if (groups != 17) {
            throw new IllegalStateException("There are 17 carriers, and the query found " + groups);
        }
        return query;
    }
}
