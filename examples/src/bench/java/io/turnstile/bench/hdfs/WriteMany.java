package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.BoundCommitter;
import io.turnstile.bench.spark.WatchedCommit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of the job commit: how long a Spark job takes that writes many files into many partitions of a dataset,
 * and how much of it is the commit of the job, beside the same rows written as plain Parquet, with Hadoop's file output
 * committer in both its versions and with Hadoop's manifest committer, all at their defaults.
 *
 * <p>Ten tasks write one file each into every partition, two at a time. The commit of the job is everything from the end of
 * the last task to the return of the call. In each round every way writes once, into a directory of its own, and another
 * one begins. All clients ask the NameNode again after 2 ms, not 400, where a file that they close is not yet complete.
 */
public final class WriteMany implements Row {
    private static final int TASKS = 10;
    private static final int ROWS_OF_FILE = 20;

    private enum Way {
        OURS,
        V1,
        V2,
        MANIFEST
    }

    /** What a write took, in seconds. */
    private record Taken(double whole, double commit) {}

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int partitions = setting.pick(6, 500);
        int rounds = setting.pick(1, 8);
        try (BenchRoot root = new BenchRoot()) {
            SparkSession spark = HdfsSpark.started(root, setting.work());
            Dataset<org.apache.spark.sql.Row> rows = spark.range(0, (long) TASKS * partitions * ROWS_OF_FILE, 1, TASKS)
                    .selectExpr("id", "id * 0.1 AS delay", "concat('day-', id % " + partitions + ") AS day");
            Map<Way, List<Taken>> taken = new EnumMap<>(Way.class);
            for (int round = -1; round < rounds; round++) { // the first one is not counted
                for (int i = 0; i < Way.values().length; i++) {
                    Way way = Way.values()[(i + Math.max(0, round)) % Way.values().length];
                    Taken once = write(rows, way, round, root);
                    if (round >= 0) {
                        taken.computeIfAbsent(way, any -> new ArrayList<>()).add(once);
                    }
                }
            }
            return List.of(
                    figure("whole, plain v1", taken, Way.V1, Taken::whole, Goal.atMost(0.8)),
                    figure("whole, plain v2", taken, Way.V2, Taken::whole, Goal.parity()),
                    figure("whole, manifest committer", taken, Way.MANIFEST, Taken::whole, Goal.parity()),
                    figure("job commit, plain v1", taken, Way.V1, Taken::commit, Goal.atMost(0.1)),
                    figure("job commit, manifest committer", taken, Way.MANIFEST, Taken::commit, Goal.parity()));
        }
    }

    private static Taken write(Dataset<org.apache.spark.sql.Row> rows, Way way, int round, BenchRoot root)
            throws Exception {
        FileSystem files = BenchRoot.plainFiles();
        Path plain = new Path("/plain/" + way + round);
        String dataset = "flights.of_round" + (round + 1);
        DataFrameWriter<org.apache.spark.sql.Row> writer =
                rows.write().partitionBy("day").mode("errorifexists");
        long begun = System.nanoTime();
        switch (way) {
            case OURS -> writer.format("turnstile").option("catalog", "cache").save(dataset);
            case V1 -> parquet(writer, "1", plain);
            case V2 -> parquet(writer, "2", plain);
            case MANIFEST ->
                BoundCommitter.bind(writer, "hdfs", ManifestCommitterFactory.class.getName())
                        .parquet(plain.toString());
        }
        long ended = System.nanoTime();
        files.delete(way == Way.OURS ? new Path(root.path(), dataset.replace('.', '/')) : plain, true);
        return new Taken((ended - begun) / 1e9, (ended - WatchedCommit.lastTaskEnded()) / 1e9);
    }

    private static void parquet(DataFrameWriter<?> writer, String version, Path path) {
        writer.option("mapreduce.fileoutputcommitter.algorithm.version", version)
                .parquet(path.toString());
    }

    private interface Part {
        double of(Taken taken);
    }

    private static Figure figure(String name, Map<Way, List<Taken>> taken, Way peer, Part part, Goal goal) {
        return Figure.of(
                "write-many / " + name,
                Pairs.of(Unit.SECONDS, samples(taken, Way.OURS, part), samples(taken, peer, part)),
                goal);
    }

    private static List<Double> samples(Map<Way, List<Taken>> taken, Way way, Part part) {
        return taken.getOrDefault(way, List.of()).stream().map(part::of).toList();
    }
}
