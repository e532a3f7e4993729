package io.turnstile.bench.reuse;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.bench.reuse.PlanTime.Spent;
import io.turnstile.core.identity.Digest;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of what reuse in any query costs one in which there is nothing to be found, in a root of many datasets that
 * could stand for others: a share of its planning, and requests to the NameNode. Entries of the index are files without contents,
 * so that their names are all there is of those datasets.
 */
public final class RuleCost implements Row {
    private static final long SEED = 20_010_402;
    private static final double MOST_SECONDS = 0.01;

    /** Within which a look at an index that has just changed does not rely on its directory's time. */
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(4);

    @Override
    public List<String> options(Setting setting) {
        return setting.optionsOfShortRuns();
    }

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int entries = setting.pick(1_000, 10_000);
        try (WarehouseOnHdfs hdfs = WarehouseOnHdfs.started(setting)) {
            SparkSession session = hdfs.session();
            StarSchema schema = new StarSchema(SEED, 1_000);
            for (String table : List.of("date_dim", "item", "store_sales", "web_sales")) {
                schema.table(session, table).write().parquet(hdfs.warehouse().path(table));
                hdfs.warehouse().read(session, table).createOrReplaceTempView(table);
            }
            EmptyFiles.create(Layout.plans(hdfs.root()), entries, RuleCost::entry, WarehouseOnHdfs.configuration());
            long settled = System.nanoTime() + SETTLED;
            List<PlanTime> small =
                    planned(session, RuleQueries.small(), settled, setting.pick(5, 800), setting.pick(5, 101));
            List<PlanTime> large =
                    planned(session, RuleQueries.large(), settled, setting.pick(2, 100), setting.pick(3, 41));
            Samples took = Samples.of(
                    Unit.SECONDS,
                    large.stream().map(each -> each.reuse().wall()).toList());
            int off = requests(session, "off", hdfs.everything());
            int on = requests(session, "all", hdfs.everything());
            List<Figure> figures = new ArrayList<>(List.of(
                    share(small, "planning", Spent::wall),
                    share(small, "its processor time", Spent::cpu),
                    share(large, "planning", Spent::wall),
                    share(large, "its processor time", Spent::cpu),
                    Figure.of(
                            String.format(
                                    Locale.ROOT,
                                    "reuse-rule / time for %d nodes, %,d entries",
                                    large.get(0).nodes(),
                                    entries),
                            took.toString(),
                            "≤ " + Unit.SECONDS.format(MOST_SECONDS),
                            took.median() <= MOST_SECONDS),
                    Figure.of(
                            "reuse-rule / NameNode requests, reuse off",
                            Integer.toString(on),
                            Integer.toString(off),
                            "≤ 1 more",
                            on <= off + 1)));
            figures.add(afterAChange(session, hdfs, setting.pick(2, 11)));
            session.sql(RuleQueries.ofTheSameTables()).count();
            figures.add(share(
                    planned(session, RuleQueries.small(), settled, setting.pick(5, 800), setting.pick(5, 101)),
                    "planning beside a dataset of the same tables",
                    Spent::wall));
            figures.add(share(
                    planned(session, RuleQueries.large(), settled, setting.pick(2, 100), setting.pick(3, 41)),
                    "planning beside a dataset of the same tables",
                    Spent::wall));
            return figures;
        }
    }

    /** What was seen last is good for a second at most. */
    private static void untilALookIsDue() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1_100);
    }

    /** As the index names them: of rows and inputs that no query has. */
    private static String entry(int number) {
        return "%s-%s-g-00000001-%08x-bench.dataset_%06d"
                .formatted(Digest.of("rows", "" + number), Digest.of("inputs", "" + number), number, number);
    }

    /** All with reuse; warm, and from a moment on at which the index has not changed for long enough. */
    private static List<PlanTime> planned(SparkSession session, String query, long settled, int warmUps, int samples)
            throws Exception {
        for (int i = 0; i < warmUps || System.nanoTime() < settled; i++) {
            PlanTime.of(session, query, "all");
        }
        List<PlanTime> times = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            times.add(PlanTime.of(session, query, "all"));
        }
        return times;
    }

    /** Of one and the same planning, with what reuse took of it and without: nothing else the machine does comes between. */
    private static Figure share(List<PlanTime> times, String what, ToDoubleFunction<Spent> part) {
        return Figure.of(
                "reuse-rule / %s, %d nodes, reuse left out"
                        .formatted(what, times.get(0).nodes()),
                Pairs.of(
                        Unit.SECONDS,
                        times.stream()
                                .map(each -> part.applyAsDouble(each.all()))
                                .toList(),
                        times.stream()
                                .map(each -> part.applyAsDouble(each.without()))
                                .toList()),
                Goal.atMost(1.02));
    }

    private static int requests(SparkSession session, String reuse, Path everything) throws Exception {
        PlanTime.of(session, RuleQueries.large(), reuse);
        untilALookIsDue();
        Map<String, Integer> requests =
                Requests.during(() -> PlanTime.of(session, RuleQueries.large(), reuse), everything);
        return requests.values().stream().mapToInt(count -> count).sum();
    }

    /** A figure without a limit: who is the first to plan after somebody has published lists the index. */
    private static Figure afterAChange(SparkSession session, WarehouseOnHdfs hdfs, int samples) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            int number = 1_000_000 + i;
            untilALookIsDue();
            EmptyFiles.create(Layout.plans(hdfs.root()), 1, any -> entry(number), WarehouseOnHdfs.configuration());
            times.add(PlanTime.of(session, RuleQueries.small(), "all").reuse().wall());
        }
        return Figure.of(
                "reuse-rule / time right after the index has changed",
                Samples.of(Unit.SECONDS, times).toString(),
                "no limit",
                true);
    }
}
