package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Setting.Scale;
import io.turnstile.bench.Unit;
import io.turnstile.core.testing.MiniHdfs;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A benchmark of query planning: how long it takes from naming a table of many files until the first task of a query
 * runs, beside {@code spark.read.parquet}, which lists the files, as it comes, with fewer tasks for that, and with the
 * schema given to it; and beside Delta, which reads its log. All read the very same files, on HDFS; with
 * {@code --quick} fewer of them, on the local file system. Each measurement names the table anew, in an application
 * that is warm: Delta, too, has then read its log before, and keeps what it says.
 */
public final class Plan implements Row {
    /** By default a task for each directory, up to 10,000. */
    private static final String LISTING_TASKS = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

    private static final String AS_MANY_AS_SUIT_TWO_SLOTS = "8";

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Map<String, String> conf = new TreeMap<>(Conf.delta());
        String root;
        if (setting.scale() == Scale.FULL) {
            MiniHdfs hdfs = MiniHdfs.shared();
            conf.putAll(Conf.hadoop(hdfs.configuration()));
            root = hdfs.freshRoot("plan").toString();
        } else {
            root = Files.createDirectories(setting.work().resolve("root"))
                    .toUri()
                    .toString();
        }
        try (BenchSpark spark = BenchSpark.startedOn(root, setting.work(), conf)) {
            List<Figure> figures = new ArrayList<>(figures(spark, 5_000, 0.25, setting.pick(1, 21)));
            if (setting.scale() == Scale.FULL) {
                figures.addAll(figures(spark, 50_000, 0.1, 7));
            }
            return figures;
        }
    }

    private static List<Figure> figures(BenchSpark spark, int files, double goal, int pairs) throws Exception {
        SparkSession session = spark.session();
        Configuration configuration = session.sessionState().newHadoopConf();
        String name = "bench.files_" + files;
        java.nio.file.Path one = spark.peers("one");
        session.range(1)
                .repartition(1)
                .write()
                .mode("overwrite")
                .parquet(one.toUri().toString());
        StructType schema = session.range(1).schema().asNullable().add("part", "int");
        ManyFiles dataset = new ManyFiles(files, bytes(one), schema);
        Path directory = dataset.publish(spark.root(), spark.redis(), name, configuration);
        dataset.addDeltaLog(directory, directory.getFileSystem(configuration));
        String path = directory.toString();

        Supplier<Dataset<org.apache.spark.sql.Row>> ours = () -> session.table("cache." + name);
        String row = "plan %,d files / ".formatted(files);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(
                row + "spark.read.parquet",
                pairs(pairs, ours, () -> session.read().parquet(path)),
                Goal.atMost(goal)));
        session.conf().set(LISTING_TASKS, AS_MANY_AS_SUIT_TWO_SLOTS);
        figures.add(Figure.of(
                row + "the same, listing in 8 tasks",
                pairs(pairs, ours, () -> session.read().parquet(path)),
                Goal.atMost(goal)));
        session.conf().unset(LISTING_TASKS);
        figures.add(Figure.of(
                row + "with its schema",
                pairs(pairs, ours, () -> session.read().schema(schema).parquet(path)),
                Goal.atMost(goal)));
        figures.add(Figure.of(
                row + "Delta",
                pairs(pairs, ours, () -> session.read().format("delta").load(path)),
                Goal.atMost(1)));
        return figures;
    }

    private static Pairs pairs(
            int pairs,
            Supplier<Dataset<org.apache.spark.sql.Row>> ours,
            Supplier<Dataset<org.apache.spark.sql.Row>> peers)
            throws Exception {
        Pairs.measured(1, Unit.SECONDS, () -> FirstTask.of(ours), () -> FirstTask.of(peers));
        return Pairs.measured(pairs, Unit.SECONDS, () -> FirstTask.of(ours), () -> FirstTask.of(peers));
    }

    private static byte[] bytes(java.nio.file.Path directory) throws Exception {
        try (Stream<java.nio.file.Path> written = Files.list(directory)) {
            return Files.readAllBytes(written.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
