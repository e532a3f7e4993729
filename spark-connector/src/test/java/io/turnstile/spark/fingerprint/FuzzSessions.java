package io.turnstile.spark.fingerprint;

import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Sessions that differ in one setting or in what they read, with tables fa and fb; the first is the usual one. */
final class FuzzSessions {

    private final List<SparkSession> sessions = new ArrayList<>();

    FuzzSessions() {
        Path directory = directory();
        SparkSession first = session(Map.of());
        first.conf().set("spark.sql.session.timeZone", "UTC");
        write(first, directory, "fa", 3, 2, 11);
        write(first, directory, "fb", 4, 3, 9);
        write(first, directory, "fc", 3, 2, 12);
        add(first, directory, "fa");
        add(session(Map.of("spark.sql.shuffle.partitions", "3")), directory, "fa");
        add(session(Map.of("spark.sql.ansi.enabled", "false")), directory, "fa");
        add(session(Map.of("spark.sql.session.timeZone", "Asia/Tokyo")), directory, "fa");
        add(session(Map.of("spark.sql.legacy.sizeOfNull", "true", "spark.sql.ansi.enabled", "false")), directory, "fa");
        add(session(Map.of()), directory, "fc");
    }

    List<SparkSession> all() {
        return sessions;
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "fuzz").toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Made to start small queries quickly; none of this changes rows. */
    private static SparkSession session(Map<String, String> settings) {
        SparkSession session = SharedSpark.other(Map.of(
                "spark.sql.shuffle.partitions", "1",
                "spark.sql.adaptive.enabled", "false",
                "spark.sql.codegen.wholeStage", "false",
                "spark.sql.codegen.factoryMode", "NO_CODEGEN",
                "spark.sql.ui.explainMode", "simple"));
        settings.forEach(session.conf()::set);
        return session;
    }

    /** Numbers are such that sums of them are exact in any order: only then may rows be compared to the last digit. */
    private static void write(SparkSession session, Path directory, String name, int modulus, int other, int rows) {
        session.sql(String.format(
                        "select if(id %% 7 = 0, null, id %% %1$d) x, if(id %% 5 = 0, null, (id * %2$d) %% 4 - 1) y,"
                                + " case id %% 9 when 0 then double('NaN') when 1 then -0.0D when 2 then 0.0D when 3 then null"
                                + "   else (id %% %1$d) / 4.0D end d,"
                                + " cast(if(id %% 6 = 0, null, (id * %2$d) %% 9 - 4) / 2 as decimal(6,2)) m,"
                                + " if(id %% 8 = 0, null, concat(if(id %% 3 = 0, ' s', 's'), id %% %1$d)) s,"
                                + " if(id %% 10 = 0, null, date_add(date'2024-02-27', cast(id %% %1$d as int))) dt,"
                                + " timestamp'2024-03-30 22:30:00' + make_interval(0, 0, 0, 0, cast(id %% %1$d as int)) ts,"
                                + " if(id %% 11 = 0, null, array(id %% %1$d, if(id %% 4 = 0, null, id %% %2$d))) arr,"
                                + " named_struct('p', id %% %2$d, 'q', concat('s', id %% 2)) st, map('k', id %% %1$d, 'l', id %% 2) mp"
                                + " from (select id from range(%3$d) union all select id from range(4))",
                        modulus, other, rows))
                .coalesce(1)
                .write()
                .parquet(directory.resolve(name).toString());
    }

    private void add(SparkSession session, Path directory, String a) {
        session.read().parquet(directory.resolve(a).toString()).createOrReplaceTempView("fa");
        session.read().parquet(directory.resolve("fb").toString()).createOrReplaceTempView("fb");
        sessions.add(session);
    }
}
