package io.turnstile.bench.s3;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.BoundCommitter;
import io.turnstile.bench.spark.Conf;
import io.turnstile.bench.spark.WatchedCommit;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Store;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;

/**
 * A benchmark of jobs on S3: what a job asks of the server that writes many files, each in a task of its own, and how long the
 * commit of the job takes, beside the same rows written as plain Parquet, with S3A's magic committer and with Hadoop's file output
 * committer; and what a read of those files asks, and one of nothing, beside plain Spark.
 *
 * <p>All requests are counted by a gate before the server, which all ways pass alike. In each round every way writes once, and
 * another one begins. The commit of the job is everything from the end of the last task to the return of the call.
 */
public final class JobsOnS3 implements Row {
    /** Of ours: those that there are whatever is published, and a listing and some deletions for each thousand of files. */
    private static final int COMMIT = 25;

    private static final int COMMIT_OF_THOUSAND = 10;

    private static final int MISSING = 3;

    private enum Way {
        OURS,
        MAGIC,
        V1
    }

    /** What a write took: requests of tasks and of the commit of the job, and the seconds of that. */
    private record Taken(Asked whole, Asked commit, double commitSeconds) {}

    private final S3Gate gate = S3Gate.before(S3Store.shared());
    private final S3Store store = gate.store();
    private final Path plain = store.freshRoot("plain");

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int files = setting.pick(20, 1_000);
        int rounds = setting.pick(1, 6);
        Map<String, String> conf = new TreeMap<>(Conf.hadoop(store.configuration()));
        conf.put("spark.hadoop.fs.s3a.performance.flags", "create");
        conf.put("spark.sql.sources.commitProtocolClass", WatchedCommit.class.getName());
        conf.put("spark.sql.catalog.cache.store.trusted", "true");
        String root = store.freshRoot("cache").toString();
        try (gate;
                BenchSpark spark = BenchSpark.startedOn(root, setting.work(), conf)) {
            Map<Way, List<Taken>> taken = new EnumMap<>(Way.class);
            for (int round = -1; round < rounds; round++) { // the first one is not counted
                for (int i = 0; i < Way.values().length; i++) {
                    Way way = Way.values()[(i + Math.max(0, round)) % Way.values().length];
                    Taken once = write(spark, way, files, round);
                    if (round >= 0) {
                        taken.computeIfAbsent(way, any -> new ArrayList<>()).add(once);
                    }
                }
            }
            List<Figure> figures = new ArrayList<>(written(taken, files));
            figures.add(read(spark, files));
            figures.add(missing(spark));
            return figures;
        }
    }

    private Taken write(BenchSpark spark, Way way, int files, int round) {
        DataFrameWriter<org.apache.spark.sql.Row> writer = spark.session()
                .range(0, files, 1, files)
                .selectExpr("id", "id * 0.1 AS delay")
                .write()
                .mode("errorifexists");
        String path = plain(way, round);
        List<String> ofTasks = new ArrayList<>();
        WatchedCommit.atTaskEnd(() -> ofTasks.addAll(gate.passed()));
        gate.passed();
        switch (way) {
            case OURS -> writer.format("turnstile").option("catalog", "cache").save(ours(round));
            case MAGIC ->
                BoundCommitter.bind(writer, "s3a", S3ACommitterFactory.class.getName())
                        .option("fs.s3a.committer.name", "magic")
                        .parquet(path);
            case V1 ->
                writer.option("mapreduce.fileoutputcommitter.algorithm.version", "1")
                        .parquet(path);
        }
        double seconds = (System.nanoTime() - WatchedCommit.lastTaskEnded()) / 1e9;
        List<String> ofCommit = gate.passed();
        ofTasks.addAll(ofCommit);
        return new Taken(Asked.of(ofTasks), Asked.of(ofCommit), seconds);
    }

    private static String ours(int round) {
        return "flights.of_round" + (round + 1);
    }

    private String plain(Way way, int round) {
        return plain + "/" + way + (round + 1);
    }

    private static List<Figure> written(Map<Way, List<Taken>> taken, int files) {
        Asked commit = last(taken, Way.OURS).commit();
        int most = COMMIT + COMMIT_OF_THOUSAND * files / 1_000;
        String job = String.format(Locale.ROOT, "s3 / job of %,d files, ", files);
        return List.of(
                requests(job + "magic committer", taken, Way.MAGIC, Goal.atMost(0.5)),
                requests(job + "plain", taken, Way.V1, Goal.atMost(0.3)),
                time("job commit, magic committer", taken, Way.MAGIC, Goal.atMost(0.5)),
                time("job commit, plain", taken, Way.V1, Goal.atMost(0.1)),
                Figure.of(
                        "s3 / requests of the job commit",
                        commit.toString(),
                        last(taken, Way.MAGIC).commit().toString(),
                        "≤ " + most + ", no COPY",
                        commit.total() <= most && commit.of(Asked.Kind.COPY) == 0));
    }

    private static Taken last(Map<Way, List<Taken>> taken, Way way) {
        List<Taken> all = taken.getOrDefault(way, List.of());
        return all.get(all.size() - 1);
    }

    /** In the cells are those of the last round, by kind. */
    private static Figure requests(String name, Map<Way, List<Taken>> taken, Way peer, Goal goal) {
        Figure all = Figure.of(name, Pairs.of(Unit.COUNT, totals(taken, Way.OURS), totals(taken, peer)), goal);
        return new Figure(
                name,
                last(taken, Way.OURS).whole().toString(),
                last(taken, peer).whole().toString(),
                all.ratio(),
                all.goal(),
                all.met());
    }

    private static List<Double> totals(Map<Way, List<Taken>> taken, Way way) {
        return taken.getOrDefault(way, List.of()).stream()
                .map(once -> (double) once.whole().total())
                .toList();
    }

    private static Figure time(String name, Map<Way, List<Taken>> taken, Way peer, Goal goal) {
        return Figure.of("s3 / " + name, Pairs.of(Unit.SECONDS, seconds(taken, Way.OURS), seconds(taken, peer)), goal);
    }

    private static List<Double> seconds(Map<Way, List<Taken>> taken, Way way) {
        return taken.getOrDefault(way, List.of()).stream()
                .map(Taken::commitSeconds)
                .toList();
    }

    private Figure read(BenchSpark spark, int files) {
        Asked ours = askedBy(() -> count(spark.session().table("cache." + ours(0)), files));
        Asked plainly = askedBy(() -> count(spark.session().read().parquet(plain(Way.V1, 0)), files));
        return Figure.of(
                String.format(Locale.ROOT, "s3 / read of %,d files", files),
                ours.toString(),
                plainly.toString(),
                "no more",
                ours.total() <= plainly.total());
    }

    private static void count(Dataset<?> data, int rows) {
        int found = data.collectAsList().size();
        if (found != rows) {
            throw new IllegalStateException("There are " + found + " rows instead of " + rows);
        }
    }

    private Figure missing(BenchSpark spark) {
        Asked ours = askedBy(() -> fails(() -> spark.session().table("cache.flights.missing")));
        Asked plainly = askedBy(() -> fails(() -> spark.session().read().parquet(plain + "/missing")));
        return Figure.of(
                "s3 / no such dataset", ours.toString(), plainly.toString(), "≤ " + MISSING, ours.total() <= MISSING);
    }

    private Asked askedBy(Runnable work) {
        gate.passed();
        work.run();
        return Asked.of(gate.passed());
    }

    private static void fails(Runnable opening) {
        try {
            opening.run();
        } catch (Exception expected) {
            if (expected instanceof AnalysisException) {
                return;
            }
            throw expected;
        }
        throw new IllegalStateException("There is something where nothing should be");
    }
}
