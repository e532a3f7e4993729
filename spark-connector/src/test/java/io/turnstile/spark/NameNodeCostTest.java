package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import io.turnstile.spark.testing.CountedCommit;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Spark's writes and reads ask of the NameNode. */
class NameNodeCostTest {
    /** How often Spark's own reader opens a Parquet file: before Spark 4.1, once for the footer and once for the rows. */
    private static final int OPENINGS = SharedSpark.session().version().compareTo("4.1") < 0 ? 2 : 1;

    private static final String LISTING = "listStatus";

    /** The newest record is found by a listing; it and the manifest are opened. */
    private static final Map<String, Integer> HEAD_AND_MANIFEST = Map.of(LISTING, 1, "open", 2);

    private static final Path ROOT = MiniHdfs.shared().freshRoot("cost");
    private static final Map<String, Map<String, Integer>> PUBLISH = new TreeMap<>();

    private static final SparkSession SPARK = SharedSpark.session();
    private static String catalog;

    @BeforeAll
    static void write() throws Exception {
        catalog = TestCatalog.over(ROOT.toString(), Map.of());
        // What the first write to a root costs more is none of the figures.
        write("first", 1, 1);
        write("ten", 10, 1);
        write("thousand", 1000, 1);
        write("thirty", 30, 30);
    }

    /** One task writes them, as many tasks would take long. */
    private static void write(String dataset, int files, int directories) throws Exception {
        Dataset<Row> rows =
                SPARK.range(0, files, 1, 1).selectExpr("id", "concat('d', id % " + directories + ") as directory");
        PUBLISH.put(
                dataset,
                SharedSpark.with(Map.of("spark.sql.sources.commitProtocolClass", CountedCommit.class.getName()), () -> {
                    Map<String, Integer> all = Requests.during(
                            () -> rows.write()
                                    .format("turnstile")
                                    .option("catalog", catalog)
                                    .option("maxRecordsPerFile", 1)
                                    .partitionBy(directories == 1 ? new String[0] : new String[] {"directory"})
                                    .mode("ignore")
                                    .save("a." + dataset),
                            ROOT);
                    Map<String, Integer> publish = new TreeMap<>();
                    all.forEach((request, count) -> publish.put(
                            request, count - CountedCommit.beforeCommit().getOrDefault(request, 0)));
                    publish.values().removeIf(count -> count == 0);
                    return publish;
                }));
    }

    private static Dataset<Row> read(String dataset, int localityFiles) {
        return SPARK.read()
                .format("turnstile")
                .option("catalog", catalog)
                .option("read.locality.files", localityFiles)
                .load("a." + dataset);
    }

    private static Map<String, Integer> requestsOf(Requests.Work work) throws Exception {
        return Requests.during(work, ROOT);
    }

    private static Map<String, Integer> without(Map<String, Integer> requests, String request) {
        Map<String, Integer> others = new TreeMap<>(requests);
        others.remove(request);
        return others;
    }

    /** Plans a query to the point at which tasks would start. @return where each of them would best run */
    private static List<List<String>> plan(Dataset<Row> data) {
        var rdd = data.rdd();
        return Arrays.stream(rdd.partitions())
                .map(partition -> {
                    List<String> names = new ArrayList<>();
                    for (var hosts = rdd.context()
                                    .getPreferredLocs(rdd, partition.index())
                                    .iterator();
                            hosts.hasNext(); ) {
                        names.add(hosts.next().host());
                    }
                    return names;
                })
                .toList();
    }

    @Test
    void publishCostsOneListingPagePerThousandFilesAndNothingElseGrows() {
        Map<String, Integer> ten = PUBLISH.get("ten");
        assertThat(ten.get("rename"))
                .as("what seals the generation, and the record's own")
                .isEqualTo(2);
        assertThat(ten.values().stream().mapToInt(count -> count).sum())
                .as("with the entry in the index of plans")
                .isLessThanOrEqualTo(16);

        Map<String, Integer> thousand = PUBLISH.get("thousand");
        assertThat(thousand.get(LISTING)).isEqualTo(ten.get(LISTING) + 1);
        assertThat(without(thousand, LISTING)).isEqualTo(without(ten, LISTING));
    }

    @Test
    void publishCostsOneListingPagePerDirectory() {
        Map<String, Integer> thirty = PUBLISH.get("thirty");
        assertThat(thirty.get(LISTING)).isEqualTo(PUBLISH.get("ten").get(LISTING) + 30);
        assertThat(without(thirty, LISTING)).isEqualTo(without(PUBLISH.get("ten"), LISTING));
    }

    @Test
    void planningAReadAsksForHeadAndManifestHoweverManyFilesThereAre() throws Exception {
        for (String dataset : List.of("ten", "thousand", "thirty")) {
            assertThat(requestsOf(() -> plan(read(dataset, 0)))).isEqualTo(HEAD_AND_MANIFEST);
        }
    }

    @Test
    void filesThatAreReadCostTheirOwnOpening() throws Exception {
        Map<String, Integer> ten = requestsOf(() -> read("ten", 0).collectAsList());
        assertThat(ten).containsEntry(LISTING, 1).containsEntry("open", 2 + 10 * OPENINGS);
        assertThat(ten.get("getfileinfo"))
                .as("ours and Spark's own, of each file")
                .isLessThanOrEqualTo((1 + OPENINGS) * 10);
    }

    @Test
    void tasksRunWhereTheirFilesAre() throws Exception {
        assertThat(plan(read("ten", 1000))).isNotEmpty().containsOnly(List.of("127.0.0.1"));
        assertThat(plan(read("thirty", 1000))).isNotEmpty().containsOnly(List.of("127.0.0.1"));
        assertThat(plan(read("ten", 0))).isNotEmpty().containsOnly(List.of());
    }

    @Test
    void whereFilesAreCostsOneListingPagePerDirectoryOrThousandFiles() throws Exception {
        assertThat(requestsOf(() -> plan(read("ten", 1000)))).isEqualTo(located(1));
        assertThat(requestsOf(() -> plan(read("thousand", 1000)))).isEqualTo(located(2));
        assertThat(requestsOf(() -> plan(read("thirty", 1000)))).isEqualTo(located(30));
    }

    @Test
    void noMoreFilesAreLocatedThanTheOptionSays() throws Exception {
        assertThat(requestsOf(() -> plan(read("thirty", 10)))).isEqualTo(located(10));
        assertThat(requestsOf(() -> plan(read("thousand", 10)))).isEqualTo(located(1));
        SharedSpark.with(Map.of("spark.turnstile.read.locality.files", "3"), () -> {
            assertThat(requestsOf(() -> plan(SPARK.table(catalog + ".a.thirty"))))
                    .isEqualTo(located(3));
            return null;
        });
    }

    @Test
    void onlyPartitionsThatAreLeftAreLocated() throws Exception {
        assertThat(requestsOf(() -> plan(read("thirty", 1000).where("directory = 'd7'"))))
                .isEqualTo(located(1));
        Dataset<Row> other = SPARK.range(7, 9).selectExpr("concat('d', id) as directory", "id as n");
        Map<String, Integer> joined = requestsOf(() -> assertThat(read("thirty", 1000)
                        .join(other.where("n < 8").hint("broadcast"), "directory")
                        .collectAsList())
                .hasSize(1));
        assertThat(joined).containsEntry(LISTING, 1 + 1).containsEntry("open", 2 + OPENINGS);
    }

    /** The namespace is listed, and then the directory and the log of each dataset that it holds or has held. */
    @Test
    void showingTablesOpensNoRecord() throws Exception {
        write("gone", 1, 1);
        SharedSpark.with(
                Map.of("spark.turnstile.rerun", "allow"), () -> SPARK.sql("DROP TABLE " + catalog + ".a.gone"));

        assertThat(requestsOf(() -> assertThat(
                                SPARK.sql("SHOW TABLES IN " + catalog + ".a").collectAsList())
                        .extracting(row -> row.getString(1))
                        .containsExactly("first", "ten", "thirty", "thousand")))
                .isEqualTo(Map.of(LISTING, 1 + 5 + 5));
    }

    @Test
    void explainingAQueryLocatesNothing() throws Exception {
        assertThat(requestsOf(() -> SPARK.sql("EXPLAIN SELECT * FROM " + catalog + ".a.thirty")
                        .collectAsList()))
                .isEqualTo(HEAD_AND_MANIFEST);
    }

    private static Map<String, Integer> located(int pages) {
        Map<String, Integer> requests = new TreeMap<>(HEAD_AND_MANIFEST);
        requests.merge(LISTING, pages, Integer::sum);
        return requests;
    }
}
