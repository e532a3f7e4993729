package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.spark.testing.VersionedTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Column;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of files, of tables with versions, and of datasets that several applications compute from them and from one
 * another, with {@code stale=recompute}: whoever asks gets what plain Spark would compute at that moment, and nothing is computed
 * where nothing has changed. A few in every build, and with {@code -Pfuzz} as many as {@code fuzz.histories} says.
 */
@Tag("fuzz")
class StaleHistoriesTest {
    private static final int STEPS = 12;
    private static final int FILES = 4;

    /** How often it is said how far it is. */
    private static final int SHOWN = 20;

    /** Which columns they have, too, for which Spark before 4.2 has no way to ask. */
    private static final boolean TABLES_TELL = Arrays.stream(Column.class.getMethods())
            .anyMatch(method -> method.getName().equals("id"));

    private static final SparkSession spark = SharedSpark.session();

    /** Each with catalogs of its own over one root; none of their settings changes rows. */
    private static final List<SparkSession> APPLICATIONS = List.of(application(), application(), application());

    @TempDir
    Path scratch;

    private static SparkSession application() {
        return SharedSpark.other(Map.of(
                "spark.sql.shuffle.partitions", "1",
                "spark.sql.adaptive.enabled", "false",
                "spark.sql.codegen.wholeStage", "false",
                "spark.sql.codegen.factoryMode", "NO_CODEGEN",
                "spark.sql.catalog.versioned", VersionedTables.class.getName()));
    }

    @Test
    void nobodyGetsStaleRowsAndNothingIsComputedNeedlessly() throws Exception {
        int histories = Integer.parseInt(System.getProperty("fuzz.histories", "4"));
        String given = System.getProperty("fuzz.seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        List<Path> samples = samples();
        int computed = 0;
        int asked = 0;
        for (int i = 0; i < histories; i++) {
            History history = new History(seed + i, samples, Files.createDirectories(scratch.resolve("h" + i)));
            history.run();
            computed += history.computed;
            asked += history.asked;
            if (i % SHOWN == SHOWN - 1) {
                System.err.println("Histories of stale datasets so far, seed " + seed + ": " + (i + 1) + ", asked "
                        + asked + " times, computed " + computed + " times");
            }
        }
        System.out.println("Histories of stale datasets, seed " + seed + ": " + histories + ", asked " + asked
                + " times, computed " + computed + " times");
        assertThat(computed).as("seed " + seed).isBetween(histories, asked - 1);
    }

    /** One row each, which says which file it is of. */
    private List<Path> samples() throws IOException {
        List<Path> samples = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            Path directory = scratch.resolve("sample" + i);
            spark.range(i, i + 1).toDF("value").coalesce(1).write().parquet(directory.toString());
            try (Stream<Path> files = Files.list(directory)) {
                samples.add(files.filter(file -> file.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow());
            }
        }
        return samples;
    }

    /** One history. Its own model of what there is are the files themselves: name, time and content of each. */
    private static final class History {
        private final long seed;
        private final Random random;
        private final List<Path> samples;
        private final Path in;
        private final String table;
        private final List<String> catalogs = new ArrayList<>();
        private final Map<String, Object> computedOf = new TreeMap<>();
        private final Map<String, Long> versions = new TreeMap<>();
        private final List<String> told = new ArrayList<>();
        private long clock = 1_000_000_000_000L;
        private int names;
        private int asked;
        private int computed;

        History(long seed, List<Path> samples, Path directory) throws IOException {
            this.seed = seed;
            this.random = new Random(seed);
            this.samples = samples;
            this.in = Files.createDirectories(directory.resolve("in").resolve("p=0"));
            this.table = "t" + UUID.randomUUID().toString().replace("-", "");
            for (SparkSession application : APPLICATIONS) {
                String catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
                TestCatalog.share(catalog, application);
                catalogs.add(catalog);
            }
            add(in);
            VersionedTables.commit(table, List.of(0L, 1L));
        }

        void run() throws IOException {
            for (int i = 0; i < STEPS; i++) {
                if (random.nextBoolean()) {
                    change();
                }
                ask(random.nextInt(TABLES_TELL ? 5 : 3), random.nextInt(APPLICATIONS.size()));
            }
        }

        private void add(Path partition) throws IOException {
            Path file = Files.createDirectories(partition).resolve("part-" + names++ + ".parquet");
            put(random.nextInt(FILES), file, tick());
        }

        private void put(int sample, Path file, long time) throws IOException {
            Files.write(file, Files.readAllBytes(samples.get(sample)));
            Files.setLastModifiedTime(file, FileTime.fromMillis(time));
        }

        private long tick() {
            clock += 1000;
            return clock;
        }

        private List<Path> files() throws IOException {
            try (Stream<Path> files = Files.walk(in.getParent())) {
                return files.filter(Files::isRegularFile).sorted().toList();
            }
        }

        private void change() throws IOException {
            List<Path> files = files();
            Path any = files.get(random.nextInt(files.size()));
            int kind = random.nextInt(TABLES_TELL ? 11 : 8);
            told.add("change " + kind);
            switch (kind) {
                case 0 -> add(in);
                case 1 -> add(in.resolveSibling("p=" + (1 + random.nextInt(3))));
                case 2 -> put(random.nextInt(FILES), any, tick());
                case 3 -> Files.setLastModifiedTime(any, FileTime.fromMillis(tick()));
                case 4 -> {
                    if (files.size() > 1) {
                        Files.delete(any);
                    }
                }
                case 5 -> {
                    byte[] content = Files.readAllBytes(any);
                    FileTime time = Files.getLastModifiedTime(any);
                    Files.delete(any);
                    Files.write(any, content);
                    Files.setLastModifiedTime(any, time);
                }
                case 6 -> Files.write(in.resolve("_SUCCESS"), new byte[] {(byte) names++});
                case 7 -> rerun(random.nextInt(APPLICATIONS.size()));
                case 8 -> VersionedTables.replace(table, values());
                default -> VersionedTables.commit(table, values());
            }
        }

        /** All that a computation from the files depends on. */
        private Map<String, String> state() throws IOException {
            Map<String, String> state = new TreeMap<>();
            for (Path file : files()) {
                if (!file.getFileName().toString().startsWith("_")) {
                    state.put(
                            file.toString(),
                            Files.size(file) + " "
                                    + Files.getLastModifiedTime(file).toMillis());
                }
            }
            return state;
        }

        private List<Long> values() {
            return random.longs(random.nextInt(4), 0, 4).boxed().toList();
        }

        private Dataset<Row> fromFiles(int application) {
            return APPLICATIONS
                    .get(application)
                    .read()
                    .schema("value LONG, p INT")
                    .parquet(in.getParent().toString())
                    .where("value < 3");
        }

        private Dataset<Row> fromTable(int application) {
            return APPLICATIONS.get(application).table("versioned.n." + table);
        }

        private Dataset<Row> fromDataset(int application) {
            return APPLICATIONS.get(application).table(catalogs.get(application) + ".a.direct0");
        }

        private void ask(int which, int application) throws IOException {
            if (which < 2) {
                ask(application, "a.direct" + which, fromFiles(application), state());
            } else if (which == 3) {
                ask(application, "a.table", fromTable(application).where("value > 0"), VersionedTables.version(table));
            } else if (versions.containsKey("a.direct0")) {
                Dataset<Row> above = fromDataset(application).groupBy("p").count();
                Object state = versions.get("a.direct0");
                if (which == 4) {
                    Dataset<Row> values = fromTable(application)
                            .withColumnRenamed("value", "p")
                            .distinct();
                    ask(application, "a.both", above.join(values, "p"), state + " " + VersionedTables.version(table));
                } else {
                    ask(application, "a.above", above, state);
                }
            }
        }

        /** By whoever it occurs to, whether anything has changed or not. */
        private void rerun(int application) throws IOException {
            if (versions.containsKey("a.direct0")) {
                fromFiles(application)
                        .write()
                        .format("turnstile")
                        .mode("overwrite")
                        .option("catalog", catalogs.get(application))
                        .option("rerun", "allow")
                        .save("a.direct0");
                versions.put("a.direct0", version(catalogs.get(application), "a.direct0"));
                computedOf.put("a.direct0", state());
            }
        }

        private void ask(int application, String name, Dataset<Row> query, Object state) throws IOException {
            List<String> expected = rows(query);
            told.add(name + " by " + application);
            asked++;
            String catalog = catalogs.get(application);
            SparkSession session = APPLICATIONS.get(application);
            Dataset<Row> got = random.nextBoolean()
                    ? Turnstile.in(session, catalog)
                            .option("stale", "recompute")
                            .getOrCompute(name, () -> query)
                    : saved(session, catalog, name, query);
            assertThat(rows(got)).as(toString()).isEqualTo(expected);
            long version = version(catalog, name);
            boolean again = version != versions.getOrDefault(name, 0L);
            assertThat(again).as("it is computed, %s", this).isEqualTo(!state.equals(computedOf.get(name)));
            computed += again ? 1 : 0;
            versions.put(name, version);
            computedOf.put(name, state);
        }

        private static Dataset<Row> saved(SparkSession session, String catalog, String name, Dataset<Row> query) {
            query.write()
                    .format("turnstile")
                    .mode("ignore")
                    .option("catalog", catalog)
                    .option("stale", "recompute")
                    .save(name);
            return session.table(catalog + "." + name);
        }

        private long version(String catalog, String name) throws IOException {
            return Turnstile.in(APPLICATIONS.get(catalogs.indexOf(catalog)), catalog).operations().datasets("").stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .version();
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
