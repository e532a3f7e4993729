package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.core.CachedDataset;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.Requests;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of what it costs to count uses and to tell of progress: Redis commands per second and application, and requests
 * to the NameNode.
 *
 * <p>One application opens a dataset again and again, as fast as it can, and another one computes something in tasks of a
 * tenth of a second, two at a time, so that there is news each second. Redis counts its commands by their kind: only counting
 * asks for the length of a hash, twice each time; only progress sets a field of one meanwhile, but for the lock, once.
 */
public final class Counting implements Row {
    private static final long TASK_MILLIS = 100;
    private static final int CORES = 2;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int seconds = setting.pick(12, 60);
        try (BenchRoot root = new BenchRoot()) {
            CachedDataset dataset = root.publish("travel.route_delays", 10);
            dataset.snapshot().close();
            root.ask("CONFIG", "RESETSTAT");
            long[] reads = {0};
            long begun = System.nanoTime();
            Map<String, Integer> requests = Requests.during(
                    () -> {
                        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds)) {
                            dataset.snapshot().close();
                            reads[0]++;
                        }
                    },
                    Layout.rootFile(root.path()).getParent());
            double counting = calls(root, "hlen") / 2.0 / secondsSince(begun);
            Map<String, Integer> ofOne =
                    Requests.during(() -> dataset.snapshot().close(), root.path());
            double progress = progress(root, HdfsSpark.started(root, setting.work()), seconds);
            String rate = String.format(Locale.ROOT, ", at %,d reads a second", reads[0] / seconds);
            return List.of(
                    Figure.of(
                            "counting / Redis commands a second",
                            shown(counting) + rate,
                            "≤ 1",
                            counting > 0 && counting <= 1),
                    Figure.of(
                            "counting / NameNode requests about use",
                            String.format(Locale.ROOT, "%d of %,d reads", sum(requests), reads[0]),
                            "0",
                            requests.isEmpty()),
                    Figure.of(
                            "counting / NameNode requests of a read, in all",
                            Integer.toString(sum(ofOne)),
                            "3",
                            sum(ofOne) == 3),
                    Figure.of(
                            "counting / Redis commands a second to tell of progress",
                            shown(progress),
                            "≤ 1",
                            progress > 0 && progress <= 1));
        }
    }

    private static double progress(BenchRoot root, SparkSession spark, int seconds) {
        long tasks = seconds * CORES * 1000L / TASK_MILLIS;
        root.ask("CONFIG", "RESETSTAT");
        long begun = System.nanoTime();
        spark.range(0, tasks, 1, (int) tasks)
                .map(
                        (MapFunction<Long, Long>) id -> {
                            Thread.sleep(TASK_MILLIS);
                            return id;
                        },
                        Encoders.LONG())
                .write()
                .format("turnstile")
                .option("catalog", "cache")
                .save("travel.slow");
        return (calls(root, "hset") - 1) / secondsSince(begun);
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long calls(BenchRoot root, String command) {
        Matcher calls =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(root.ask("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    private static int sum(Map<String, Integer> requests) {
        return requests.values().stream().mapToInt(count -> count).sum();
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
