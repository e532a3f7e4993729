package io.turnstile.bench.reuse;

import com.sun.management.OperatingSystemMXBean;
import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.Conf;
import io.turnstile.core.testing.MiniHdfs;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of reuse without naming: twenty jobs that name no dataset, over a star schema, of which fourteen contain one or two of
 * six parts that another application has computed and published before, each in words of its own. Beside the same jobs without
 * reuse; every job must give the same rows. Then what reuse costs where it finds nothing: the planning of such queries, what they ask of
 * the NameNode, and a write, which records from what it was computed.
 */
public final class Reuse implements Row {
    private static final long SEED = 20_010_401;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Warehouse warehouse =
                new Warehouse(setting.work().resolve("star").toUri().toString());
        List<Figure> figures = new ArrayList<>();
        try (BenchSpark spark = BenchSpark.started(setting.work(), Conf.reuse())) {
            SparkSession session = spark.session();
            new StarSchema(SEED, setting.pick(20_000, 2_000_000)).write(session, warehouse);
            warehouse.register(session);
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long cpu = system.getProcessCpuTime();
            SharedParts.create(session);
            double parts = (system.getProcessCpuTime() - cpu) / 1e9;
            figures.addAll(jobs(setting, spark, warehouse, parts));
            figures.add(Figure.of(
                    "reuse / planning without hits, reuse off",
                    new WithoutHits(session, warehouse).planning(setting.pick(2, 40), setting.pick(3, 101)),
                    Goal.atMost(1.02)));
            figures.add(Figure.of(
                    "reuse / write that records its inputs, reuse off",
                    new RecordedWrite(spark).measured(setting.pick(1, 3), setting.pick(2, 21)),
                    Goal.atMost(1.01)));
        }
        figures.add(requests(setting));
        return figures;
    }

    private static List<Figure> jobs(Setting setting, BenchSpark spark, Warehouse warehouse, double parts)
            throws Exception {
        Map<String, String> off = Conf.turnstile(spark.root(), spark.redis());
        Map<String, String> on = new TreeMap<>(off);
        on.putAll(Conf.reuse());
        try (JobJvm with = JobJvm.starting(setting, "with", on, warehouse);
                JobJvm without = JobJvm.starting(setting, "without", off, warehouse)) {
            with.awaitReady();
            without.awaitReady();
            JobRounds rounds = new JobRounds(with, without);
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

    /** Inputs and root are on HDFS. */
    private static Figure requests(Setting setting) throws Exception {
        MiniHdfs hdfs = MiniHdfs.shared();
        Map<String, String> conf = new TreeMap<>(Conf.reuse());
        conf.putAll(Conf.hadoop(hdfs.configuration()));
        Path everything = hdfs.freshRoot("reuse");
        Path root = new Path(everything, "root");
        root.getFileSystem(hdfs.configuration()).mkdirs(root);
        try (BenchSpark spark =
                BenchSpark.startedOn(root.toString(), setting.work().resolve("hdfs"), conf)) {
            Warehouse warehouse = new Warehouse(new Path(everything, "star").toString());
            new StarSchema(SEED, 2_000).write(spark.session(), warehouse);
            warehouse.register(spark.session());
            SharedParts.create(spark.session());
            WithoutHits queries = new WithoutHits(spark.session(), warehouse);
            int off = queries.requests("off", everything);
            int on = queries.requests("all", everything);
            return Figure.of(
                    "reuse / NameNode requests of a query without hits",
                    Integer.toString(on),
                    Integer.toString(off),
                    "≤ 1 more",
                    on <= off + 1);
        }
    }
}
