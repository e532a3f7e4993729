package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.DeltaSpark;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link StaleHistoriesTest}, random histories of Delta tables: whoever asks gets what plain Spark would compute at that moment,
 * with a name and {@code stale=recompute} and without one, and nothing is computed where nothing was committed.
 */
@Tag("fuzz")
class DeltaHistoriesTest {
    private static final int STEPS = 9;

    /** So many queries are held, for each of which two are run with every question. */
    private static final int HELD = 3;

    /** How often it is said how far it is. */
    private static final int SHOWN = 20;

    @TempDir
    Path scratch;

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(SharedSpark.session());
    }

    @Test
    void nobodyGetsStaleRowsAndNothingIsComputedNeedlessly() throws Exception {
        // A history of commits takes ten times as long as one of files.
        int histories = Integer.parseInt(System.getProperty("fuzz.histories", "10")) / 10;
        String given = System.getProperty("fuzz.seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        int computed = 0;
        int asked = 0;
        for (int i = 0; i < histories; i++) {
            History history = new History(seed + i, Files.createDirectories(scratch.resolve("h" + i)));
            history.run();
            computed += history.computed;
            asked += history.asked;
            if (i % SHOWN == SHOWN - 1) {
                System.err.println("Histories of Delta tables so far, seed " + seed + ": " + (i + 1) + ", asked "
                        + asked + " times, computed " + computed + " times");
            }
        }
        System.out.println("Histories of Delta tables, seed " + seed + ": " + histories + ", asked " + asked
                + " times, computed " + computed + " times");
        // In a single one something may have been committed before every question.
        assertThat(computed).as("seed " + seed).isBetween(histories, histories == 1 ? asked : asked - 1);
    }

    /** One history. Its own model is a count of what was committed. */
    private static final class History {
        private final long seed;
        private final Random random;
        private final String path;
        private final String table;
        private final String catalog;
        private final List<SparkSession> applications;
        private final List<Dataset<Row>> held = new ArrayList<>();
        private final Map<String, Object> computedOf = new HashMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final List<String> told = new ArrayList<>();
        private int made;
        private int version;
        private int columns;
        private int asked;
        private int computed;

        History(long seed, Path directory) {
            this.seed = seed;
            this.random = new Random(seed);
            this.path = directory.resolve("t").toUri().toString();
            this.table = "delta.`" + path + "`";
            this.catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
            this.applications = List.of(DeltaSpark.application(catalog), DeltaSpark.application(catalog));
            create();
        }

        private void sql(String statement) {
            use(any()).sql(statement.replace("%s", table));
        }

        private SparkSession any() {
            return applications.get(random.nextInt(applications.size()));
        }

        private static SparkSession use(SparkSession session) {
            SparkSession.setActiveSession(session);
            return session;
        }

        private void create() {
            sql("CREATE TABLE %s (id LONG, k LONG, p LONG) USING delta "
                    + (random.nextBoolean() ? "PARTITIONED BY (p) " : "")
                    + "TBLPROPERTIES (delta.columnMapping.mode = 'name', delta.enableDeletionVectors = "
                    + random.nextBoolean() + ")");
            made++;
            version = 0;
            held.clear();
            commit("INSERT INTO %s SELECT id, id % 3 AS k, id % 2 AS p FROM range(10)");
        }

        private void commit(String statement) {
            sql(statement);
            version++;
        }

        void run() throws IOException {
            for (int i = 0; i < STEPS; i++) {
                if (random.nextBoolean()) {
                    change(random.nextInt(12));
                }
                if (random.nextInt(3) == 0) {
                    DeltaSpark.forgetTables();
                }
                ask(random.nextInt(4), use(any()));
            }
        }

        private void change(int kind) throws IOException {
            told.add("change " + kind);
            int value = random.nextInt(8);
            switch (kind) {
                case 0, 1 -> commit("INSERT INTO %s (id, k, p) VALUES (" + value + ", 1, 0)");
                // What changes no row is no commit of some of these, so that one is made that does.
                case 2 -> changed("DELETE FROM %s WHERE id = " + value, value);
                case 3 -> changed("UPDATE %s SET k = k + 1 WHERE id = " + value, value);
                case 4 ->
                    changed(
                            "MERGE INTO %s t USING (SELECT DISTINCT id FROM %s WHERE id = " + value
                                    + ") s ON t.id = s.id WHEN MATCHED THEN UPDATE SET p = 1 - p",
                            value);
                case 5 -> commit("INSERT OVERWRITE %s (id, k, p) SELECT id + 1, k, p FROM %s");
                case 6 -> {
                    commit("INSERT INTO %s (id, k, p) VALUES (1, 1, 0)");
                    commit("INSERT INTO %s (id, k, p) VALUES (1, 1, 0)");
                    commitIfAny("OPTIMIZE %s");
                }
                case 7 -> commitIfAny("RESTORE %s TO VERSION AS OF " + random.nextInt(version + 1));
                case 8 -> commit("ALTER TABLE %s ADD COLUMN c" + columns++ + " STRING");
                case 9 -> commit("ALTER TABLE %s SET TBLPROPERTIES ('any' = '" + value + version + "')");
                case 10 -> {
                    org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(path);
                    FileSystem files =
                            directory.getFileSystem(any().sessionState().newHadoopConf());
                    files.delete(directory, true);
                    DeltaSpark.forgetTables();
                    create();
                }
                // Which Delta notes in its log.
                default -> commitIfAny("VACUUM %s");
            }
        }

        private void changed(String statement, int value) {
            commit("INSERT INTO %s (id, k, p) VALUES (" + value + ", 2, 1)");
            commit(statement);
        }

        private void commitIfAny(String statement) {
            sql(statement);
            version = (int) newest();
        }

        private long newest() {
            return use(any())
                    .sql("DESCRIBE HISTORY " + table)
                    .selectExpr("max(version)")
                    .first()
                    .getLong(0);
        }

        private Dataset<Row> read(SparkSession session) {
            return session.read().format("delta").load(path);
        }

        private void ask(int which, SparkSession session) throws IOException {
            Dataset<Row> query = switch (which) {
                case 0 -> read(session).where("id > 1").select("id", "k");
                case 1 -> read(session).groupBy("k").count();
                case 2 -> {
                    Dataset<Row> both = read(session);
                    yield both.alias("a").join(both.groupBy("k").count(), "k").select("id", "count");
                }
                default ->
                    session.read()
                            .format("delta")
                            .option("versionAsOf", 1)
                            .load(path)
                            .select("id", "k");
            };
            Object state = which == 3 ? made + " at 1" : made + " " + version;
            told.add("ask " + which);
            session.conf().set("spark.turnstile.reuse", "off");
            List<String> expected = rows(query);
            asked++;
            assertNamed(session, "a.q" + which, query, state, expected);
            assertUnnamed(session, query, expected);
        }

        private void assertNamed(
                SparkSession session, String name, Dataset<Row> query, Object state, List<String> expected)
                throws IOException {
            Dataset<Row> got =
                    Turnstile.in(session, catalog).option("stale", "recompute").getOrCompute(name, () -> query);
            assertThat(rows(got)).as(toString()).isEqualTo(expected);
            long now = Turnstile.in(session, catalog).operations().datasets("").stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .version();
            boolean again = now != versions.getOrDefault(name, 0L);
            assertThat(again).as("it is computed, %s", this).isEqualTo(!state.equals(computedOf.get(name)));
            computed += again ? 1 : 0;
            versions.put(name, now);
            computedOf.put(name, state);
        }

        /** Also of who has made a query long ago, and runs it again. */
        private void assertUnnamed(SparkSession session, Dataset<Row> query, List<String> expected) {
            session.conf().set("spark.turnstile.reuse.catalog", catalog);
            session.conf().set("spark.turnstile.reuse", "all");
            assertThat(rows(query.select("*"))).as(toString()).isEqualTo(expected);
            assertThat(rows(Turnstile.in(session, catalog).cached(query)))
                    .as(toString())
                    .isEqualTo(expected);
            for (Dataset<Row> old : held) {
                use(old.sparkSession()).conf().set("spark.turnstile.reuse", "off");
                List<String> plain;
                try {
                    plain = rows(old.filter("k >= 0"));
                } catch (RuntimeException gone) {
                    continue; // Delta does not read it any more, as another schema has come.
                }
                old.sparkSession().conf().set("spark.turnstile.reuse.catalog", catalog);
                old.sparkSession().conf().set("spark.turnstile.reuse", "all");
                assertThat(rows(old.filter("k >= 0"))).as("held, %s", this).isEqualTo(plain);
            }
            if (query.columns()[1].equals("k")) {
                held.add(query);
            }
            if (held.size() > HELD) {
                held.remove(random.nextInt(held.size()));
            }
        }

        private static List<String> rows(Dataset<Row> data) {
            return data.collectAsList().stream().map(Row::toString).sorted().toList();
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + told;
        }
    }
}
