package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;

/**
 * A scan benchmark: what a scan of a dataset costs beside {@code spark.read.parquet} of the very same files, with a
 * filter and a grouping over three of five columns, on the local file system. Also beside the same by Spark's own
 * version 2 source for Parquet, which no setting chooses by default. The tables are opened before, as what opening
 * takes is another row's; each measurement plans and runs the query anew.
 */
public final class Scan implements Row {
    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (BenchSpark spark = BenchSpark.started(setting.work(), Map.of())) {
            Trips.of(spark.session(), setting.pick(1_000_000, 20_000_000), 16)
                    .write()
                    .saveAsTable("cache.bench.trips");
            var ours = spark.session().table("cache.bench.trips");
            var plain = spark.session().read().parquet(spark.files("trips"));
            spark.session().conf().set("spark.sql.sources.useV1SourceList", "");
            var plainV2 = spark.session().read().parquet(spark.files("trips"));
            for (int i = 0; i < setting.pick(2, 10); i++) {
                for (var warmingUp : List.of(ours, plain, plainV2)) {
                    query(warmingUp);
                }
            }
            return List.of(
                    figure("spark.read.parquet", setting, ours, plain),
                    figure("Spark's version 2 source", setting, ours, plainV2));
        }
    }

    private static Figure figure(
            String peer,
            Setting setting,
            Dataset<org.apache.spark.sql.Row> ours,
            Dataset<org.apache.spark.sql.Row> theirs)
            throws Exception {
        Pairs pairs = Pairs.timed(setting.pick(4, 31), () -> query(ours), () -> query(theirs));
        return Figure.of("scan / " + peer, pairs, Goal.parity());
    }

    private static void query(Dataset<org.apache.spark.sql.Row> trips) {
        int groups = trips.where("delay > 20")
                .groupBy("carrier")
                .agg(Map.of("delay", "avg", "origin", "max"))
                .collectAsList()
                .size();
        if (groups != 17) {
            throw new IllegalStateException("There are 17 carriers, and the query found " + groups);
        }
    }
}
