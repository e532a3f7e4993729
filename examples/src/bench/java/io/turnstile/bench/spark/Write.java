package io.turnstile.bench.spark;

import io.turnstile.bench.Directories;
import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;

/**
 * A write benchmark: what computing a dataset costs beside {@code df.write.parquet}, with the same rows into as many
 * files in the same format, on the local file system. Ours also takes and gives back the lock, counts the rows, writes
 * manifest and record, and collects. What was written is deleted after each measurement, so that no disk fills up in
 * the midst of another.
 */
public final class Write implements Row {
    private static final int FILES = 16;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (BenchSpark spark = BenchSpark.started(setting.work(), Map.of())) {
            Dataset<org.apache.spark.sql.Row> rows =
                    Trips.of(spark.session(), setting.pick(1_000_000, 20_000_000), FILES);
            int pairs = setting.pick(3, 11);
            Pairs.Measurement ours = () -> {
                double took = Pairs.seconds(() -> rows.write()
                        .format("turnstile")
                        .option("catalog", "cache")
                        .mode("ignore")
                        .save("bench.trips"));
                Directories.remove(spark.ours("trips"));
                return took;
            };
            Pairs.Measurement plain = () -> {
                double took = Pairs.seconds(
                        () -> rows.write().parquet(spark.peers("trips").toString()));
                Directories.remove(spark.peers("trips"));
                return took;
            };
            Pairs.measured(1, Unit.SECONDS, ours, plain);
            return List.of(Figure.of(
                    "write / df.write.parquet", Pairs.measured(pairs, Unit.SECONDS, ours, plain), Goal.parity()));
        }
    }
}
