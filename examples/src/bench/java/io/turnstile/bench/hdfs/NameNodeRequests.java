package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.spark.WatchedCommit;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of NameNode requests: what a read and a publish ask of the NameNode, counted there, at three sizes and
 * beside plain Parquet with the same rows in the same directories, ten files in each.
 *
 * <p>A read is counted from the call to the point at which tasks would start: once without asking on which hosts files are,
 * and once with it, as it is by default for at most a thousand of them; plain Parquet's listing always contains that. A publish is
 * counted from the end of the last task to the return of the call.
 */
public final class NameNodeRequests implements Row {
    private static final int FILES_OF_DIRECTORY = 10;

    /** So many entries of a directory come with one answer. */
    private static final int PAGE = 1_000;

    /** For so many files a read asks on which hosts they are. */
    private static final int LOCATED = 1_000;

    /** The listing that finds the newest record; it and the manifest are opened. */
    private static final int HEAD_AND_MANIFEST = 3;

    /** For both, in requests. */
    private record Cost(int ours, int plain) {
        Figure figure(String what, int files, String goal, int atMost) {
            return Figure.of(
                    "namenode / %s, %,d files".formatted(what, files),
                    "%,d".formatted(ours),
                    "%,d".formatted(plain),
                    goal,
                    ours <= atMost);
        }
    }

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (BenchRoot root = new BenchRoot()) {
            SparkSession spark = HdfsSpark.started(root, setting.work());
            publish(spark, root, 1, "first"); // to this root, which costs more
            List<Figure> reads = new ArrayList<>();
            List<Figure> publishes = new ArrayList<>();
            int constant = 0;
            for (int files : new int[] {10, setting.pick(30, 1_000), setting.pick(60, 10_000)}) {
                int directories = files / FILES_OF_DIRECTORY;
                String dataset = "flights.in_" + files + "_files";
                Path plain = new Path(MiniHdfs.shared().freshRoot("plain"), "flights");
                Cost publish = new Cost(publish(spark, root, directories, dataset), publish(spark, plain, directories));
                constant = constant == 0 ? publish.ours() - directories : constant;
                publishes.add(publish.figure(
                        "publish",
                        files,
                        constant + " + 1 a directory, or 1,000 in it",
                        // Those directories and one of ours are in one themselves.
                        constant + directories + directories / PAGE));
                int listing = requests(() -> plan(spark.read().parquet(plain.toString())), plain.getParent());
                reads.add(new Cost(read(spark, root, dataset, 0), listing)
                        .figure("read", files, HEAD_AND_MANIFEST + ", constant", HEAD_AND_MANIFEST));
                reads.add(new Cost(read(spark, root, dataset, LOCATED), listing)
                        .figure(
                                "read with hosts",
                                files,
                                HEAD_AND_MANIFEST + " + 1 a directory of ≤ 1,000 files",
                                HEAD_AND_MANIFEST + Math.min(directories, LOCATED / FILES_OF_DIRECTORY)));
            }
            reads.addAll(publishes);
            return reads;
        }
    }

    private static int publish(SparkSession spark, BenchRoot root, int directories, String dataset) throws Exception {
        return publish(
                () -> writer(spark, directories)
                        .format("turnstile")
                        .option("catalog", "cache")
                        .save(dataset),
                root.path());
    }

    private static int publish(SparkSession spark, Path plain, int directories) throws Exception {
        return publish(() -> writer(spark, directories).parquet(plain.toString()), plain.getParent());
    }

    private static int publish(Requests.Work write, Path below) throws Exception {
        AtomicInteger before = new AtomicInteger();
        WatchedCommit.atTaskEnd(() -> before.set(sum(Requests.soFar())));
        return requests(write, below) - before.get();
    }

    private static int read(SparkSession spark, BenchRoot root, String dataset, int located) throws Exception {
        return requests(
                () -> plan(spark.read().option("read.locality.files", located).table("cache." + dataset)), root.path());
    }

    /** Two tasks, five files each in every directory. */
    private static DataFrameWriter<org.apache.spark.sql.Row> writer(SparkSession spark, int directories) {
        Dataset<org.apache.spark.sql.Row> rows = spark.range(0, (long) directories * FILES_OF_DIRECTORY, 1, 2)
                .selectExpr("id", "concat('day-', id % " + directories + ") AS day");
        return rows.write().partitionBy("day").option("maxRecordsPerFile", 1).mode("errorifexists");
    }

    /** To the point at which tasks would start. */
    private static void plan(Dataset<org.apache.spark.sql.Row> data) {
        var rdd = data.rdd();
        for (var partition : rdd.partitions()) {
            rdd.preferredLocations(partition);
        }
    }

    private static int requests(Requests.Work work, Path below) throws Exception {
        return sum(Requests.during(work, below));
    }

    private static int sum(Map<String, Integer> requests) {
        return requests.values().stream().mapToInt(count -> count).sum();
    }
}
