package io.turnstile.spark.fingerprint;

import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Sessions that differ in one setting or in what they read, by what that is; the first is the usual one. Tables, which have the
 * same columns: fa and fb; fu, which is fa with a column that goes by another case in its schema than in its file; and fo0 to fo2,
 * which are one file of text, read with other options.
 */
final class FuzzSessions {
    private static final String LENIENT = "spark.sql.ansi.enabled";
    /** Nulls are not all in the same rows: a condition that drops one of them, would drop them all. */
    private static final String COLUMNS =
            "if(id %% 7 = 0, null, id %% %1$d) x, if(id %% 5 = 2, null, (id * %2$d) %% 4 - 1) y,"
                    + " case id %% 9 when 0 then double('NaN') when 1 then -0.0D when 2 then 0.0D when 3 then null"
                    + "   else (id %% %1$d) / 4.0D end d,"
                    + " cast(if(id %% 6 = 1, null, (id * %2$d) %% 9 - 4) / 2 as decimal(6,2)) m,"
                    + " if(id %% 8 = 3, null, concat(if(id %% 3 = 0, ' s', 's'), id %% %1$d)) s,"
                    + " if(id %% 10 = 5, null, date_add(date'2024-02-27', cast(id %% %1$d as int))) dt,"
                    + " timestamp'2024-03-30 22:30:00' + make_interval(0, 0, 0, 0, cast(id %% %1$d as int)) ts";

    private static final String NESTED = ", case id %% 11 when 4 then null when 2 then cast(array() as array<bigint>)"
            + "   else array(id %% %1$d, if(id %% 4 = 0, null, id %% %2$d)) end arr,"
            + " named_struct('p', id %% %2$d, 'q', concat('s', id %% 2), 'r', id %% %1$d) st, map('k', id %% %1$d, 'l', id %% 2) mp";
    private static final String ROWS = " from (select id from range(%3$d) union all select id from range(4))";

    private final Map<String, SparkSession> sessions = new LinkedHashMap<>();
    private final Path directory = directory();

    FuzzSessions() {
        SparkSession first = session(Map.of("spark.sql.session.timeZone", "UTC"));
        write(first, "fa", COLUMNS + NESTED, 3, 2, 11);
        write(first, "fb", COLUMNS + NESTED, 4, 3, 9);
        first.sql("select " + String.format(COLUMNS + ROWS, 3, 2, 12))
                .coalesce(1)
                .write()
                .option("header", "true")
                .csv(path("fo"));
        add("usual", first);
        add("shuffle partitions", session(Map.of("spark.sql.shuffle.partitions", "3")));
        add("ansi", session(Map.of(LENIENT, "false")));
        add("time zone", session(Map.of("spark.sql.session.timeZone", "Asia/Tokyo")));
        add("case of columns", session(Map.of("spark.sql.caseSensitive", "true")));
        add("precision", session(Map.of("spark.sql.decimalOperations.allowPrecisionLoss", "false")));
        add("text of arrays", session(Map.of("spark.sql.legacy.castComplexTypesToString.enabled", "true")));
        // Those above keep the files that they have listed.
        write(first, "fa", COLUMNS + NESTED, 4, 3, 5);
        write(first, "fb", COLUMNS + NESTED, 3, 2, 3);
        add("files", session(Map.of()));
    }

    List<SparkSession> all() {
        return new ArrayList<>(sessions.values());
    }

    /** What the sessions differ in, in their order. */
    List<String> names() {
        return new ArrayList<>(sessions.keySet());
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "fuzz").toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
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
    private void write(SparkSession session, String name, String columns, int modulus, int other, int rows) {
        session.sql("select " + String.format(columns + ROWS, modulus, other, rows))
                .coalesce(1)
                .write()
                .mode("append")
                .parquet(path(name));
    }

    private void add(String difference, SparkSession session) {
        for (String name : List.of("fa", "fb")) {
            session.read().parquet(path(name)).createOrReplaceTempView(name);
        }
        List<StructField> fields = new ArrayList<>();
        for (StructField field : session.table("fa").schema().fields()) {
            fields.add(
                    field.name().equals("y") ? new StructField("Y", field.dataType(), true, field.metadata()) : field);
        }
        view(
                        session.read()
                                .schema(new StructType(fields.toArray(new StructField[0])))
                                .parquet(path("fa")),
                        "Y")
                .selectExpr("x", "y", "d", "m", "s", "dt", "ts", "arr", "st", "mp")
                .createOrReplaceTempView("fu");
        text(session, Map.of(), "fo0");
        text(session, Map.of("nullValue", "s1"), "fo1");
        text(session, Map.of("ignoreLeadingWhiteSpace", "true"), "fo2");
        sessions.put(difference, session);
    }

    private static Dataset<Row> view(Dataset<Row> data, String second) {
        return data.withColumnRenamed(second, "y");
    }

    private void text(SparkSession session, Map<String, String> options, String name) {
        session.read()
                .schema("x bigint, y bigint, d double, m decimal(6,2), s string, dt date, ts timestamp")
                .option("header", "true")
                .options(options)
                .csv(path("fo"))
                .selectExpr(
                        "*",
                        "if(x = 1, null, array(x, y)) arr",
                        "named_struct('p', y, 'q', s, 'r', x) st",
                        "map('k', x, 'l', y) mp")
                .createOrReplaceTempView(name);
    }
}
