package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of snapshot isolation: whether readers notice that what they read is computed anew. Two read in a loop,
 * while it is rerun twenty times and what is superseded is deleted as soon as that may be. Beside a plain overwrite,
 * and Delta's with a vacuum that keeps nothing that is superseded; Delta's own default is to keep it for a week, and
 * ours for an hour, but no reader's pin has such a term. A read fails if it throws, or finds other rows than one of the
 * computations has made. On the local file system, all in one application, so Spark tells the plain reader to list anew
 * whenever there was an overwrite. With {@code --quick} it is rerun three times, and Delta's once, since its vacuum
 * takes long.
 */
public final class RerunRead implements Row {
    private static final String OURS = "cache.bench.numbers";

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Map<String, String> conf = new TreeMap<>(Conf.delta());
        conf.put("spark.databricks.delta.retentionDurationCheck.enabled", "false");
        // Else Delta vacuums in up to 10,000 tasks, which so few slots take long for.
        conf.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "8");
        conf.put("spark.sql.catalog.cache.lock.lease", "1s");
        conf.put("spark.sql.catalog.cache.retention", "0s");
        conf.put("spark.turnstile.rerun", "allow");
        try (BenchSpark spark = BenchSpark.started(setting.work(), conf)) {
            SparkSession session = spark.session();
            String plain = spark.peers("plain").toString();
            String delta = spark.peers("delta").toString();
            int rows = setting.pick(100_000, 4_000_000);
            int reruns = setting.pick(3, 20);
            Reruns ours =
                    new Reruns(rows, computed -> computed.writeTo(OURS).createOrReplace(), () -> session.table(OURS));
            Reruns overwrite = new Reruns(
                    rows,
                    computed -> computed.write().mode("overwrite").parquet(plain),
                    () -> session.read().parquet(plain));
            Reruns vacuum = new Reruns(
                    rows,
                    computed -> {
                        computed.write().format("delta").mode("overwrite").save(delta);
                        session.sql("VACUUM delta.`" + delta + "` RETAIN 0 HOURS");
                    },
                    () -> session.read().format("delta").load(delta));
            Reruns.Outcome read = ours.watched(session, reruns);
            long kept = generations(spark.ours("numbers"));
            boolean met = read.failed() == 0 && read.reads() > 0 && kept < reruns;
            String shown = read + ", " + (reruns + 1 - kept) + " generations deleted meanwhile";
            return List.of(
                    Figure.of(
                            "rerun-read / overwrite",
                            shown,
                            overwrite.watched(session, reruns).toString(),
                            "0 failed",
                            met),
                    Figure.of(
                            "rerun-read / Delta and vacuum",
                            shown,
                            vacuum.watched(session, setting.pick(1, reruns)).toString(),
                            "0 failed",
                            met));
        }
    }

    private static long generations(Path dataset) throws Exception {
        try (Stream<Path> found = Files.list(dataset.resolve("_turnstile"))) {
            return found.filter(path -> path.getFileName().toString().startsWith("g-"))
                    .count();
        }
    }
}
