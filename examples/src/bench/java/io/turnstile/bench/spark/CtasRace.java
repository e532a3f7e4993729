package io.turnstile.bench.spark;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark of a CTAS race: two applications run the same {@code CREATE TABLE IF NOT EXISTS … AS SELECT} at the same
 * moment. Reported are how often it is computed, with how much processor time in both, and what becomes of the second.
 * Beside Delta, whose tables are directories here, and Iceberg with a catalog that is a directory, in applications with
 * a class path of their own: it comes out for a Spark later than Delta does. All on the local file system.
 */
public final class CtasRace implements Row {
    private static final String GOAL = "computed once, both succeed";

    /** Written by {@code run-bench.sh}, if Iceberg can be had. */
    private static final String ICEBERG_CLASS_PATH = "/iceberg.classpath";

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Path work = setting.work();
        Race race = new Race(work, setting.pick(1, 5), new Computation(setting.pick(500_000, 5_000_000)));
        List<Figure> figures = new ArrayList<>();
        Race.Outcome ours;
        try (RedisServer redis = RedisServer.started()) {
            Path root = Files.createDirectories(work.resolve("root"));
            ours = race.of(
                    "ours",
                    Conf.turnstile(root.toUri().toString(), redis.address()),
                    SqlJvm.command(setting),
                    "CREATE TABLE IF NOT EXISTS cache.bench.# AS ");
        }
        Race.Outcome delta = race.of(
                "delta",
                Conf.delta(),
                SqlJvm.command(setting),
                "CREATE TABLE IF NOT EXISTS delta.`" + work.resolve("peers/#") + "` USING delta AS ");
        figures.add(figure("Delta", ours, delta.toString()));
        figures.add(figure("Iceberg", ours, iceberg(race, setting)));
        return figures;
    }

    private static String iceberg(Race race, Setting setting) throws IOException {
        try (InputStream classPath = CtasRace.class.getResourceAsStream(ICEBERG_CLASS_PATH)) {
            if (classPath == null) {
                return "could not be had here";
            }
            String peers = new String(classPath.readAllBytes(), StandardCharsets.UTF_8).strip();
            return race.of(
                            "iceberg",
                            Conf.iceberg(setting.work().resolve("iceberg")),
                            SqlJvm.command(setting).classPath(ownClasses() + ":" + peers),
                            "CREATE TABLE IF NOT EXISTS ice.bench.# USING iceberg AS ")
                    .toString();
        }
    }

    private static String ownClasses() {
        return Path.of(CtasRace.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private static Figure figure(String peer, Race.Outcome ours, String theirs) {
        return Figure.of("ctas-race / " + peer, ours.toString(), theirs, GOAL, ours.isOnceWithoutFailure());
    }
}
