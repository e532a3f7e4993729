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
import java.io.IOException;
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
        Path logs = Files.createDirectories(setting.work().resolve(name).resolve("events"));
        Path root = Files.createDirectories(setting.work().resolve(name).resolve("root"));
        Map<String, String> without = new TreeMap<>(Conf.turnstile(root.toUri().toString(), spark.redis()));
        without.putAll(Conf.interpreted(setting));
        Map<String, String> with = new TreeMap<>(without);
        with.putAll(Conf.reuse());
        without.putAll(Conf.advised(logs));
        List<Job> jobs = setting.scale() == Scale.QUICK ? Jobs.overlappingSample() : Jobs.ALL;
        try (JobJvm plain = JobJvm.starting(setting, name + "/plain", without, warehouse);
                JobJvm following = JobJvm.starting(setting, name + "/following", with, warehouse)) {
            plain.awaitReady();
            following.awaitReady();
            for (Job job : jobs) {
                plain.runSilently(job);
                following.runSilently(job);
            }
            double all = 0;
            for (Job job : jobs) {
                all += plain.run(job).tasks();
            }
            plain.stop();
            AdviceReport advice = report(logs);
            double asAdvised = 0;
            for (AdviceRow row : advice.overlapping()) {
                if (row.besides().compareTo(Duration.ofMillis(1)) > 0) {
                    double took = following.cache(row.part());
                    System.err.printf("%.2f s of tasks for %s, which saves %s%n", took, row.text(), row.besides());
                    asAdvised += took;
                }
            }
            for (Job job : jobs) {
                JobRun run = following.run(job);
                System.err.printf("%s: %.2f s of tasks, reading %s%n", job.name(), run.tasks(), run.datasets());
                asAdvised += run.tasks();
            }
            System.err.printf(
                    "Tasks took %.2f s, and %.2f s as advised; predicted was %s less%n",
                    all, asAdvised, advice.saved());
            predicted.add(advice.saved().toMillis() / 1e3);
            measured.add(all - asAdvised);
        }
    }

    private static AdviceReport report(Path logs) throws IOException {
        return Advisor.read(new org.apache.hadoop.fs.Path(logs.toUri()), new Configuration());
    }
}
