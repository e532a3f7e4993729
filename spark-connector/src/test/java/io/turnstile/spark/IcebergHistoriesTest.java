package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.IcebergSpark;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link StaleHistoriesTest}, random histories of Iceberg tables, where Iceberg is on the class path, which it is beside Spark
 * 4.1: its tables tell the snapshot that they are read at, which is not all that they are.
 */
@Tag("fuzz")
class IcebergHistoriesTest {
    private static final String TABLE = "ice.db.t";
    private static final int STEPS = 12;

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    private SparkSession spark;
    private String cache;
    private Random random;
    private int hits;

    @BeforeEach
    void start() {
        cache = TestCatalog.over(directory.resolve("cache"), Map.of());
        spark = IcebergSpark.application(cache, directory.resolve("ice").toUri().toString());
        SparkSession.setActiveSession(spark);
    }

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(SharedSpark.session());
    }

    @Test
    void nobodyGetsStaleRows() throws IOException {
        int histories = Integer.parseInt(System.getProperty("fuzz.histories", "4"));
        long seed = Long.getLong("fuzz.seed", new Random().nextLong());
        for (int i = 0; i < histories; i++) {
            random = new Random(seed + i);
            told.clear();
            told.add("seed " + (seed + i));
            create();
            for (int step = 0; step < STEPS; step++) {
                change(random.nextInt(10));
                for (String query : queries()) {
                    ask(query);
                }
            }
        }
        System.out.println("Histories of Iceberg tables, seed " + seed + ": " + histories + ", " + hits + " hits");
        assertThat(hits).as("something is reused").isPositive();
    }

    private void create() {
        spark.sql("DROP TABLE IF EXISTS " + TABLE);
        spark.sql(
                "CREATE TABLE " + TABLE + " (id LONG, a LONG, b LONG, s STRUCT<x: LONG, y: LONG>, p LONG) USING iceberg"
                        + " PARTITIONED BY (p)");
        insert();
    }

    private void insert() {
        spark.sql("INSERT INTO " + TABLE
                + " SELECT id, id AS a, -id AS b, named_struct('x', id, 'y', -id) AS s, id % 2 AS p FROM range("
                + (2 + random.nextInt(5)) + ")");
    }

    private void change(int kind) {
        told.add("change " + kind);
        String alter = "ALTER TABLE " + TABLE + " ";
        switch (kind) {
            case 0 -> insert();
            case 1 -> spark.sql("DELETE FROM " + TABLE + " WHERE p = " + random.nextInt(2));
            case 2 -> {
                // The same names and types, of other columns.
                spark.sql(alter + "DROP COLUMN b");
                spark.sql(alter + "ADD COLUMN b LONG AFTER a");
            }
            case 3 -> {
                spark.sql(alter + "RENAME COLUMN a TO x");
                spark.sql(alter + "RENAME COLUMN b TO a");
                spark.sql(alter + "RENAME COLUMN x TO b");
                spark.sql(alter + "ALTER COLUMN a AFTER id");
            }
            case 4 -> {
                spark.sql(alter + "DROP COLUMN s.y");
                spark.sql(alter + "ADD COLUMN s.y LONG");
            }
            case 5 -> spark.sql(alter + "SET TBLPROPERTIES ('any' = '" + random.nextInt() + "')");
            case 6 ->
                spark.sql("CALL ice.system.expire_snapshots(table => 'db.t', older_than => now(), retain_last => 1)");
            case 7 -> create();
            case 8 -> {
                List<Long> ancestors = snapshots();
                spark.sql("CALL ice.system.rollback_to_snapshot('db.t', "
                        + ancestors.get(random.nextInt(ancestors.size())) + ")");
            }
            default -> spark.sql("REFRESH TABLE " + TABLE);
        }
    }

    private List<Long> snapshots() {
        return spark
                .sql("SELECT snapshot_id FROM " + TABLE + ".history WHERE is_current_ancestor"
                        + " ORDER BY made_current_at DESC")
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private List<String> queries() {
        Set<String> queries = new HashSet<>(List.of(
                "SELECT id, a, b FROM " + TABLE + " WHERE id >= 0",
                "SELECT p, sum(a) AS a, sum(b) AS b FROM " + TABLE + " GROUP BY p",
                "SELECT s FROM " + TABLE + " WHERE s.x >= 0",
                "SELECT s.y AS y, count(*) AS n FROM " + TABLE + " GROUP BY s.y",
                "SELECT count(*) AS n FROM " + TABLE + ".snapshots",
                "SELECT count(*) AS n FROM " + TABLE + ".all_data_files",
                "SELECT count(*) AS n FROM " + TABLE + ".metadata_log_entries"));
        for (long snapshot : snapshots()) {
            queries.add("SELECT id, a, b FROM " + TABLE + " VERSION AS OF " + snapshot + " WHERE id >= 0");
        }
        return List.copyOf(queries);
    }

    private void ask(String sql) throws IOException {
        told.add(sql);
        spark.conf().set("spark.turnstile.reuse", "off");
        List<String> expected = rows(spark.sql(sql));
        spark.conf().set("spark.turnstile.reuse", "all");
        Dataset<Row> reused = spark.sql(sql);
        hits += reused.queryExecution().executedPlan().toString().contains("InsteadOf") ? 1 : 0;
        assertThat(rows(reused)).as("reused, %s", told).isEqualTo(expected);
        assertThat(rows(Turnstile.in(spark, cache).cached(spark.sql(sql))))
                .as("cached, %s", told)
                .isEqualTo(expected);
        if (random.nextInt(4) == 0) {
            String name =
                    "a.q" + Integer.toHexString(sql.replaceAll("[0-9]{5,}", "").hashCode());
            assertThat(rows(Turnstile.in(spark, cache)
                            .option("stale", "recompute")
                            .getOrCompute(name, () -> spark.sql(sql))))
                    .as("named, %s", told)
                    .isEqualTo(expected);
        }
    }

    private static List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
