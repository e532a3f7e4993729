package io.turnstile.bench.reuse;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Setting.Scale;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.Conf;
import io.turnstile.core.advice.AdviceReport;
import io.turnstile.core.advice.AdviceRow;
import io.turnstile.core.advice.Advisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * A benchmark of the advisor's word: what it says, from the event log of the twenty jobs, that caching would have saved, beside
 * what is saved once it is done as it says. Both are processor time of tasks, as Spark counts it.
 */
public final class AdviceFollowed implements Row {
    private static final long SEED = 20_010_403;
    private static final int WARM_UPS = 2;
    private static final String CATALOG = "cache";
    private static final String OF_WARMING_UP = "warmup";

    @Override
    public List<String> options(Setting setting) {
        return setting.optionsOfShortRuns();
    }

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Warehouse warehouse =
                new Warehouse(setting.work().resolve("star").toUri().toString());
        try (BenchSpark spark = BenchSpark.started(setting.work(), Conf.interpreted(setting))) {
            new StarSchema(SEED, setting.pick(20_000, 2_000_000)).write(spark.session(), warehouse);
            List<Double> predicted = new ArrayList<>();
            List<Double> measured = new ArrayList<>();
            for (int i = 0; i < setting.pick(1, 3); i++) {
                round(setting, "round" + i, spark, warehouse, predicted, measured);
            }
            return List.of(Figure.of(
                    "advise / predicted, and then measured, saving of processor time",
                    Pairs.of(Unit.SECONDS, predicted, measured),
                    Goal.between(0.8, 1.2)));
        }
    }

    private static void round(
            Setting setting,
            String name,
            BenchSpark spark,
            Warehouse warehouse,
            List<Double> predicted,
            List<Double> measured)
            throws Exception {
        Path directory = setting.work().resolve(name);
        Path logs = Files.createDirectories(directory.resolve("events"));
        Map<String, String> without = new TreeMap<>(Conf.interpreted(setting));
        Map<String, String> with = new TreeMap<>(without);
        without.putAll(Conf.advised(logs));
        with.putAll(Conf.reuse());
        for (String catalog : List.of(CATALOG, OF_WARMING_UP)) {
            Path root = Files.createDirectories(directory.resolve(catalog));
            with.putAll(Conf.turnstile(catalog, root.toUri().toString(), spark.redis()));
        }
        List<Job> jobs = setting.scale() == Scale.QUICK ? Jobs.overlappingSample() : Jobs.ALL;
        try (JobJvm plain = JobJvm.starting(setting, name + "/plain", without, warehouse);
                JobJvm following = JobJvm.starting(setting, name + "/following", with, warehouse)) {
            plain.awaitReady();
            following.awaitReady();
            following.reuse(OF_WARMING_UP);
            for (int i = 0; i < WARM_UPS; i++) {
                for (Job job : jobs) {
                    plain.runSilently(job);
                    following.run(job);
                }
            }
            jobs.forEach(plain::run);
            plain.restart();
            AdviceReport advice = Advisor.read(new org.apache.hadoop.fs.Path(logs.toUri()), new Configuration());
            List<AdviceRow> advised = advice.overlapping().stream()
                    .filter(row -> !row.besides().isZero())
                    .toList();
            // Writing, reading and looking for datasets are as new to a JVM as the jobs were.
            advised.forEach(following::cache);
            jobs.forEach(following::run);
            following.reuse(CATALOG);
            double asAdvised = 0;
            for (AdviceRow row : advised) {
                double took = following.cache(row);
                System.err.printf(
                        "%.2f s to compute and write %s, reckoned as %.2f s and %.2f s; %d runs read it in %.2f s, which saves"
                                + " %.2f s besides%n",
                        took,
                        row.text(),
                        seconds(row.computing()),
                        seconds(row.writing()),
                        row.runs(),
                        seconds(row.reading()),
                        seconds(row.besides()));
                asAdvised += took;
            }
            double all = 0;
            for (Job job : jobs) {
                double alone = plain.runSilently(job).tasks();
                JobRun reusing = following.run(job);
                System.err.printf(
                        "%s: %.2f s, and %.2f s reading %s%n", job.name(), alone, reusing.tasks(), reusing.datasets());
                all += alone;
                asAdvised += reusing.tasks();
            }
            System.err.printf(
                    "Tasks took %.2f s when the advisor looked, then %.2f s, and %.2f s as advised; predicted was %.2f s less%n",
                    seconds(advice.toldTime()), all, asAdvised, seconds(advice.saved()));
            predicted.add(seconds(advice.saved()));
            measured.add(all - asAdvised);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
