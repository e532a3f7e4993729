package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.CachedDataset;
import io.turnstile.core.cli.Main;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.CommitRecord.Author;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.testing.Requests;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A scalability benchmark of a root that holds very many datasets: what it costs to open one of them, in requests to
 * the NameNode, and {@code SHOW TABLES} in a namespace of many, in seconds, beside listing the directory of that
 * namespace, as a catalog would that takes every directory for a table. Then a dry run of the collection of all of them, in
 * requests and in a heap that does not grow with them.
 *
 * <p>Of the datasets that are listed there is the commit record, written as any is; of those that are only there, in other
 * namespaces, an empty file in its place, as nothing looks into them.
 */
public final class ManyDatasets implements Row {
    private static final int FEW = 10;
    private static final int LISTED = 10_000;
    private static final int THREADS = 16;
    private static final String NAMESPACE = "many";

    /** All of the heap of a collection, HDFS client included. */
    private static final int COLLECTING_MIB = 64;

    /** For a dataset of which nothing can go. */
    private static final double MOST_REQUESTS = 2.5;

    /** For {@link #LISTED}, and in proportion for fewer. */
    private static final double MOST_SECONDS = 1;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        int listed = setting.pick(200, LISTED);
        int all = setting.pick(600, 100_000);
        try (BenchRoot root = new BenchRoot()) {
            Storage storage = root.storage();
            CachedDataset one = root.publish(NAMESPACE + ".dataset_to_open", FEW);
            each(0, FEW - 1, i -> append(storage, layout(root, NAMESPACE, i)));
            Map<String, Integer> few = requestsOfOpening(one, root);
            each(FEW - 1, listed - 1, i -> append(storage, layout(root, NAMESPACE, i)));
            each(
                    listed,
                    all,
                    i -> storage.create(layout(root, "namespace_" + i % 100, i).record(1))
                            .close());
            Map<String, Integer> many = requestsOfOpening(one, root);
            Figure opening = Figure.of(
                    "many / open one of %,d".formatted(all),
                    many.toString(),
                    few + " of " + FEW,
                    "the same",
                    many.equals(few));
            List<Figure> figures = new ArrayList<>(List.of(opening, listing(root, setting, listed)));
            figures.addAll(collection(root, setting, all));
            return figures;
        }
    }

    private static Map<String, Integer> requestsOfOpening(CachedDataset one, BenchRoot root) throws Exception {
        return Requests.during(() -> one.snapshot().close(), root.path());
    }

    private static Figure listing(BenchRoot root, Setting setting, int listed) throws Exception {
        SparkSession spark = HdfsSpark.started(root, setting.work());
        FileSystem files = BenchRoot.plainFiles();
        Path directory = new Path(root.path(), NAMESPACE);
        Pairs.Work ours = () -> expect(
                listed,
                spark.sql("SHOW TABLES IN cache." + NAMESPACE).collectAsList().size());
        Pairs.Work peer = () -> expect(listed, files.listStatus(directory).length);
        ours.run(); // until the classes are there
        Pairs pairs = Pairs.timed(setting.pick(3, 7), ours, peer);
        Samples most = Samples.of(Unit.SECONDS, MOST_SECONDS * listed / LISTED);
        return Figure.of(
                "many / list %,d".formatted(listed),
                pairs.ours().toString(),
                pairs.peers().toString(),
                "≤ " + most,
                pairs.ours().median() <= most.median());
    }

    /** The command line in a small heap, so that what it keeps cannot grow with the datasets. */
    private static List<Figure> collection(BenchRoot root, Setting setting, int all) throws Exception {
        ProcessBuilder command = new JvmCommand(Main.class)
                .heap(COLLECTING_MIB + "m")
                .properties(Map.of("java.io.tmpdir", setting.work().toString()))
                .arguments("--root", root.path().toString(), "--redis", root.redis(), "collect", "--all")
                .process()
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        int[] exit = new int[1];
        long begun = System.nanoTime();
        Map<String, Integer> requests =
                Requests.during(() -> exit[0] = command.start().waitFor(), root.path());
        Samples took = Samples.of(Unit.SECONDS, (System.nanoTime() - begun) / 1e9);
        double each = requests.values().stream().mapToInt(count -> count).sum() / (double) all;
        return List.of(
                Figure.of(
                        "many / collect --all of %,d, listings a dataset".formatted(all),
                        "%.2f".formatted(each),
                        "–",
                        "≤ " + MOST_REQUESTS,
                        each <= MOST_REQUESTS),
                Figure.of(
                        "many / collect --all of %,d, in %d MiB".formatted(all, COLLECTING_MIB),
                        took.toString(),
                        "–",
                        "to its end",
                        exit[0] == 0));
    }

    private static void expect(int expected, int found) {
        if (found != expected) {
            throw new IllegalStateException("Of " + expected + " datasets " + found + " were listed");
        }
    }

    private interface Creation {
        void create(int i) throws IOException;
    }

    private static void each(int from, int to, Creation creation) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> created = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int number = i;
                created.add(threads.submit(() -> {
                    creation.create(number);
                    return number;
                }));
            }
            for (Future<?> one : created) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Layout layout(BenchRoot root, String namespace, int i) {
        return Layout.of(root.path(), DatasetKey.parse("%s.dataset_%06d".formatted(namespace, i)));
    }

    /** The first record, as the writer of a small generation creates it. */
    private static void append(Storage storage, Layout layout) throws IOException {
        new CommitLog(storage, layout)
                .append(CommitRecord.NONE.publish(generation(), null, new Author(BenchRoot.APPLICATION)));
    }

    private static Generation generation() {
        return new Generation(
                GenerationName.forTarget(1),
                1,
                new Generation.Size(1_000, FEW, 100_000),
                "parquet",
                Parameters.NONE,
                "",
                Duration.ofSeconds(60),
                null,
                null,
                "",
                Instant.now(),
                BenchRoot.APPLICATION,
                false,
                null);
    }
}
