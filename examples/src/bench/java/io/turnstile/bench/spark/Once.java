package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.SqlJvm.Outcome;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark of computing once: what it costs that eight want the same dataset at once, two in each of four
 * applications with one task slot each. Beside one of these applications that computes it alone, with plain Spark, and,
 * with few rows, beside all eight that compute it each for itself. Processor time is that of all applications from the
 * moment when they are told, which is when all are ready, until each has the dataset open. The same applications do it
 * all, and have done it before with few rows.
 */
public final class Once implements Row {
    private static final int APPLICATIONS = 4;
    private static final int THREADS = 2;
    private static final double MORE_WALL_TIME = 0.5;

    private final List<SqlJvm> applications = new ArrayList<>();
    private final List<Round> ours = new ArrayList<>();
    private final List<Round> alone = new ArrayList<>();
    private int tables;

    /** What came of telling some or all: for how many rows the computation ran, and what that took in seconds. */
    private record Round(long computed, double cpu, double wall) {}

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Path root = Files.createDirectories(setting.work().resolve("root"));
        try (RedisServer redis = RedisServer.started()) {
            try {
                for (int i = 0; i < APPLICATIONS; i++) {
                    applications.add(SqlJvm.starting(
                            setting.work().resolve("application-" + i),
                            Conf.turnstile(root.toUri().toString(), redis.address()),
                            SqlJvm.command(setting)));
                }
                applications.forEach(SqlJvm::awaitReady);
                return measure(setting, new Computation(setting.pick(1_000_000, 34_000_000)));
            } finally {
                applications.forEach(SqlJvm::close);
            }
        }
    }

    private List<Figure> measure(Setting setting, Computation computation) throws Exception {
        Computation few = new Computation(computation.rows() / 10);
        for (int i = 0; i < setting.pick(1, 4); i++) {
            together(few);
            eachForItself(few);
        }
        Computation fewest = new Computation(computation.rows() / 1_000);
        for (int i = 0; i < setting.pick(1, 80); i++) {
            together(fewest); // until planning and waiting is compiled
        }
        ours.clear();
        alone.clear();
        Pairs cpu = Pairs.measured(
                setting.pick(1, 8),
                Unit.SECONDS,
                () -> together(computation).cpu(),
                () -> alone(computation).cpu());
        Round each = eachForItself(few);
        double times = (double) ours.stream().mapToLong(Round::computed).max().orElseThrow() / computation.rows();
        double timesEach = (double) each.computed() / few.rows();
        Samples more = Samples.of(Unit.SECONDS, differences());
        return List.of(
                Figure.of("once / CPU of one alone", cpu, Goal.atMost(1.15)),
                Figure.of(
                        "once / wall time of one alone",
                        walls(ours) + ", + " + Unit.SECONDS.format(more.median()),
                        walls(alone).toString(),
                        "≤ + 0.5 s",
                        more.median() <= MORE_WALL_TIME),
                Figure.of(
                        "once / each for itself",
                        "computed %.0f ×".formatted(times),
                        "computed %.0f ×".formatted(timesEach),
                        "once",
                        times == 1));
    }

    private List<Double> differences() {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            differences.add(ours.get(i).wall() - alone.get(i).wall());
        }
        return differences;
    }

    private static Samples walls(List<Round> rounds) {
        return Samples.of(Unit.SECONDS, rounds.stream().map(Round::wall).toList());
    }

    private Round together(Computation computation) throws IOException {
        String table = "cache.bench.once_" + tables++;
        Round round = round(
                applications,
                THREADS,
                "CREATE TABLE IF NOT EXISTS " + table + " AS " + computation.sql() + ";SELECT * FROM " + table
                        + " LIMIT 0");
        ours.add(round);
        return round;
    }

    /** Each of them in turn, as any may be first above: how well its JVM has compiled the loop is another matter. */
    private Round alone(Computation computation) throws IOException {
        int turn = alone.size() % APPLICATIONS;
        Round round = round(
                applications.subList(turn, turn + 1),
                1,
                "CREATE TABLE alone_" + tables++ + " USING parquet AS " + computation.sql());
        alone.add(round);
        return round;
    }

    private Round eachForItself(Computation computation) throws IOException {
        return round(
                applications, THREADS, "CREATE TABLE each_" + tables++ + "_# USING parquet AS " + computation.sql());
    }

    private static Round round(List<SqlJvm> told, int threads, String statements) throws IOException {
        long start = System.nanoTime();
        told.forEach(application -> application.tell(threads, statements));
        List<Outcome> outcomes = told.stream().map(SqlJvm::outcome).toList();
        double wall = (System.nanoTime() - start) / 1e9;
        List<String> failures = outcomes.stream()
                .flatMap(outcome -> outcome.failures().stream())
                .toList();
        if (!failures.isEmpty()) {
            throw new IOException("An application failed: " + failures);
        }
        return new Round(
                outcomes.stream().mapToLong(Outcome::computed).sum(),
                outcomes.stream().mapToDouble(Outcome::cpu).sum(),
                wall);
    }
}
