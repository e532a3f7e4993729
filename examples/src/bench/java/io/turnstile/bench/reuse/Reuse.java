package io.turnstile.bench.reuse;

import com.sun.management.OperatingSystemMXBean;
import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Setting.Scale;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.Conf;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of reuse without naming: twenty jobs that name no dataset, over a star schema, of which fourteen contain one or two of
 * six parts that another application has computed and published before, each in words of its own. Beside the same jobs without
 * reuse; every job must give the same rows.
 */
public final class Reuse implements Row {
    private static final long SEED = 20_010_401;

    @Override
    public List<String> options(Setting setting) {
        return setting.optionsOfShortRuns();
    }

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Warehouse warehouse =
                new Warehouse(setting.work().resolve("star").toUri().toString());
        try (BenchSpark spark = BenchSpark.started(setting.work(), Conf.interpreted(setting))) {
            SparkSession session = spark.session();
            new StarSchema(SEED, setting.pick(20_000, 2_000_000)).write(session, warehouse);
            warehouse.register(session);
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long cpu = system.getProcessCpuTime();
            SharedParts.create(session);
            double parts = (system.getProcessCpuTime() - cpu) / 1e9;
            return jobs(setting, spark, warehouse, parts);
        }
    }

    private static List<Figure> jobs(Setting setting, BenchSpark spark, Warehouse warehouse, double parts)
            throws Exception {
        Map<String, String> off = new TreeMap<>(Conf.turnstile(spark.root(), spark.redis()));
        off.putAll(Conf.interpreted(setting));
        Map<String, String> on = new TreeMap<>(off);
        on.putAll(Conf.reuse());
        try (JobJvm with = JobJvm.starting(setting, "with", on, warehouse);
                JobJvm without = JobJvm.starting(setting, "without", off, warehouse)) {
            with.awaitReady();
            without.awaitReady();
            JobRounds rounds = new JobRounds(setting.scale() == Scale.QUICK ? Jobs.sample() : Jobs.ALL, with, without);
            rounds.warmUp(setting.pick(0, 1));
            rounds.run(setting.pick(1, 5));
            JobRounds.Hits hits = rounds.hits();
            return List.of(
                    Figure.of("reuse / CPU of the jobs, reuse off", rounds.cpu(), Goal.atMost(0.7)),
                    Figure.of("reuse / the same, with computing the parts once", rounds.cpuAnd(parts), Goal.atMost(1)),
                    Figure.of("reuse / wall time of the jobs, reuse off", rounds.wall(), Goal.atMost(1)),
                    Figure.of("reuse / hits", hits.toString(), "all, and none besides", hits.areAll()));
        }
    }
}
