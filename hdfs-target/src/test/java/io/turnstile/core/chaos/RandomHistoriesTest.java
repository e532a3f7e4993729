package io.turnstile.core.chaos;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Several applications on a few datasets while processes are stopped and killed, for {@code chaos.minutes}, in rounds of
 * two minutes with a fresh Redis and root and their own seed, which also says whether locks are at Redis or in the root.
 *
 * <p>{@code chaos.seed} makes the first round's seed. A seed brings back what is asked and done in which order: each thread's
 * operations with their pauses and contents, the disturbances and theirs, the lease and the retention. It does not
 * bring back how the machine interleaves them, so a failure may not come again; the journals of the failing round, which
 * are kept, are the evidence.
 *
 * <p>With {@code chaos.files=s3} the roots lie on S3 instead of HDFS.
 */
@Tag("chaos")
@EnabledIfSystemProperty(named = "chaos.minutes", matches = ".+")
class RandomHistoriesTest {
    private static final Duration ROUND = Duration.ofMinutes(2);
    private static final TestFileSystem FILES =
            System.getProperty("chaos.files", "hdfs").equals("s3") ? S3Store.shared() : MiniHdfs.shared();
    private static final List<DatasetKey> DATASETS =
            List.of(DatasetKey.parse("travel.delays"), DatasetKey.parse("travel.routes"), DatasetKey.parse("fares"));

    @Test
    void nothingWrongIsEverPublishedOrRead() throws Exception {
        Duration all = Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("chaos.minutes"))));
        String given = System.getProperty("chaos.seed", "");
        long seed = given.isBlank() ? new Random().nextLong() : Long.parseLong(given.strip());
        say("chaos.seed=" + seed + " for " + all);
        long until = System.nanoTime() + all.toNanos();
        Map<String, Integer> counts = new TreeMap<>();
        for (Duration left = all; left.toSeconds() > 0; left = Duration.ofNanos(until - System.nanoTime())) {
            round(seed, left.compareTo(ROUND) < 0 ? left : ROUND, counts);
            seed++;
        }
        say("In all: " + counts);
    }

    private static void round(long seed, Duration time, Map<String, Integer> counts) throws Exception {
        Random random = new Random(seed);
        Path build = Path.of("target").toAbsolutePath();
        Path directory =
                Files.createTempDirectory(Files.isDirectory(build) ? build : Path.of("/tmp"), "chaos-" + seed + "-");
        try (RedisServer redis = RedisServer.started()) {
            Duration lease = Duration.ofMillis(1000 + random.nextInt(1000));
            org.apache.hadoop.fs.Path path = FILES.freshRoot("chaos");
            Map<String, String> options = Map.of(
                    "store.trusted",
                    "true",
                    "redis",
                    redis.address(),
                    "lock.lease",
                    lease.toMillis() + "ms",
                    "retention",
                    random.nextInt(1000) + "ms",
                    "lock.wait",
                    "20s",
                    "rerun",
                    "allow",
                    "read.during-rerun",
                    random.nextInt(4) == 0 ? "wait" : "previous",
                    "redis.unavailable",
                    random.nextInt(4) == 0 ? "fail" : "continue",
                    "locks",
                    random.nextBoolean() ? "redis" : "root");
            List<String> arguments = new ArrayList<>();
            arguments.add(DATASETS.stream().map(DatasetKey::toString).collect(Collectors.joining(",")));
            arguments.add(path.toString());
            options.forEach((name, value) -> arguments.addAll(List.of(name, value)));
            FILES.configuration()
                    .getPropsWithPrefix("fs.s3a.bucket.")
                    .forEach((name, value) -> arguments.addAll(List.of("fs.s3a.bucket." + name, value)));
            // Their pins stand for this time, whatever lease each has for its locks.
            RootFile.readOrCreate(StorageFactory.open(path, FILES.configuration()), path, lease);
            say("Seed " + seed + ", journals in " + directory + ": " + arguments);
            Conductor conductor = new Conductor(
                    directory, seed, redis, lease, arguments, () -> collectAnew(options, path.toString(), redis));
            conductor.run(time);
            Map<String, String> own = new HashMap<>(options);
            own.put("root", path.toString());
            judge(seed, directory, lease, conductor, own, counts);
        }
    }

    /** Over a connection of its own. */
    private static void collectAnew(Map<String, String> options, String path, RedisServer redis) throws IOException {
        Map<String, String> own = new HashMap<>(options);
        own.put("root", path);
        own.put("redis", redis.address().replace("127.0.0.1", "localhost"));
        Application late = new Application("late", "late", "ann", "host7");
        try (DatasetRoot root = DatasetRoot.open(TurnstileOptions.of(own), late, FILES.configuration())) {
            for (DatasetKey key : DATASETS) {
                CollectionReport report = root.dataset(key).collect(CollectionReport.Mode.DELETE);
                say("A latecomer collects " + key + ": " + report);
            }
        }
    }

    private static void judge(
            long seed,
            Path directory,
            Duration lease,
            Conductor conductor,
            Map<String, String> options,
            Map<String, Integer> counts)
            throws IOException, InterruptedException {
        List<Operation> operations = new ArrayList<>();
        List<Disturbance> disturbances = new ArrayList<>(conductor.disturbances());
        Journal.read(directory, operations, disturbances);
        Map<String, List<Version>> logs = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        var configuration = FILES.configuration();
        Storage storage = StorageFactory.open(new org.apache.hadoop.fs.Path(options.get("root")), configuration);
        Application last = new Application("last", "last", "ann", "host7");
        try (DatasetRoot root = DatasetRoot.open(TurnstileOptions.of(options), last, configuration)) {
            for (DatasetKey key : DATASETS) {
                FinalState state = new FinalState(root, storage, key);
                violations.addAll(state.settle(Duration.ofSeconds(60)));
                logs.put(key.toString(), state.versions());
            }
        }
        violations.addAll(Checker.check(operations, logs, disturbances, lease));
        conductor
                .hangs()
                .forEach(name -> violations.add(
                        new Violation(Violation.Kind.HANGS, name + " did not end; its output tells where it hangs")));
        count(operations, disturbances, logs, counts);
        say("Seed " + seed + ": " + operations.size() + " operations, " + disturbances.size() + " disturbances, "
                + logs.values().stream().mapToInt(List::size).sum() + " records, " + violations.size()
                + " violations");
        Files.write(
                directory.resolve("evidence.txt"),
                List.of(
                        shown(violations),
                        shown(disturbances),
                        logs.entrySet().stream()
                                .map(log -> log.getKey() + ":\n" + shown(log.getValue()))
                                .collect(Collectors.joining("\n\n"))));
        if (!violations.isEmpty()) {
            throw new AssertionError("chaos.seed=" + seed + ", journals in " + directory + ":\n" + shown(violations));
        }
    }

    private static void count(
            List<Operation> operations,
            List<Disturbance> disturbances,
            Map<String, List<Version>> logs,
            Map<String, Integer> counts) {
        operations.forEach(o -> counts.merge(o.kind() + " " + o.outcome(), 1, Integer::sum));
        disturbances.forEach(d -> counts.merge("disturbance " + d.kind(), 1, Integer::sum));
        logs.values().forEach(log -> log.forEach(v -> counts.merge("record " + v.reason(), 1, Integer::sum)));
    }

    private static String shown(List<?> lines) {
        return lines.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
