package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Gate.Fate;
import io.turnstile.core.testing.S3Store;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Spark's writes and reads of datasets on S3. */
@EnabledIf("io.turnstile.core.testing.S3Store#hasClient")
class ObjectStoreTest {
    private static final String COMMITTER = TurnstileOutputCommitter.class.getName();

    private final SparkSession spark = SharedSpark.session();
    private S3Gate gate;
    private Path root;
    private String catalog;
    private final Map<String, String> client = new HashMap<>();

    @BeforeEach
    void register() {
        gate = S3Gate.before(S3Store.shared());
        S3Store store = gate.store();
        root = store.freshRoot("spark");
        Configuration configuration = store.configuration();
        // What a session has set goes into the configuration of file systems.
        configuration.getPropsWithPrefix("fs.s3a.bucket.").forEach((name, value) -> {
            client.put("fs.s3a.bucket." + name, value);
            spark.conf().set("fs.s3a.bucket." + name, value);
        });
        catalog = TestCatalog.over(root.toString(), Map.of("store.trusted", "true"));
    }

    @AfterEach
    void closeGate() {
        client.keySet().forEach(spark.conf()::unset);
        gate.close();
    }

    private Dataset<Row> numbers() {
        return spark.range(0, 1000, 1, 4).selectExpr("id", "cast(id % 3 as int) as third", "concat('n', id) as name");
    }

    private void save(String dataset, String mode) {
        numbers()
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .partitionBy("third")
                .mode(mode)
                .save(dataset);
    }

    private Dataset<Row> table(String dataset) {
        return spark.table(catalog + "." + dataset);
    }

    private void assertWhole(Dataset<Row> table) {
        assertThat(table.selectExpr("count(*)", "sum(id)", "max(name)").first())
                .isEqualTo(
                        numbers().selectExpr("count(*)", "sum(id)", "max(name)").first());
    }

    @Test
    void datasetIsWrittenWithoutACopyAndRead() {
        save("a.data", "ignore");
        List<String> requests = gate.passed();

        assertThat(requests).noneMatch(request -> request.startsWith("COPY"));
        assertThat(requests)
                .filteredOn(request -> request.startsWith("PUT") && request.contains(".parquet"))
                .hasSize(4 * 3)
                .allMatch(request -> request.matches(".*/third(=|%3D)\\d/part-t\\d+a\\d+-.*"));
        assertWhole(table("a.data"));
        assertThat(table("a.data").where("third = 1").count()).isEqualTo(333);
    }

    /** One request for each file is Spark's own; that they are as they were written is told by a listing. */
    @Test
    void filesThatAreReadCostTheirOwnOpening() {
        save("a.data", "ignore");
        Dataset<Row> table = table("a.data");
        gate.passed();
        assertThat(table.collectAsList()).hasSize(1000);

        List<String> requests = gate.passed();
        assertThat(requests)
                .filteredOn(request -> request.startsWith("HEAD") && request.contains(".parquet"))
                .hasSizeLessThanOrEqualTo(12);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("GET") && request.contains("list-type"))
                .hasSize(1);
    }

    /** Whichever way it is asked for; with a lock service that is not the root itself. */
    @Test
    void tableThatIsNotThereCostsThreeRequests() {
        save("a.data", "ignore");
        gate.passed();

        assertThatThrownBy(() -> table("a.none")).hasMessageContaining("Dataset a.none is not cached in");
        assertThat(gate.passed()).hasSize(3);
        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .load("a.none"))
                .hasMessageContaining("Dataset a.none is not cached in");
        assertThat(gate.passed()).hasSize(3);
        assertThat(spark.catalog().tableExists(catalog + ".a.none")).isFalse();
        assertThat(gate.passed()).hasSize(3);
    }

    /** The client asks again for what is missing of a file; where it does not get it, no rows are told rather than some. */
    @Test
    void filesOfWhichTheConnectionBreaksAreReadWholeOrNotAtAll() {
        save("a.data", "ignore");
        Set<String> cut = ConcurrentHashMap.newKeySet();
        gate.decide((method, path) -> isRowsOf(method, path) && cut.add(path) ? Fate.TRUNCATED : Fate.ANSWERED);
        assertWhole(table("a.data"));
        assertThat(cut).hasSize(4 * 3);

        gate.decide((method, path) -> isRowsOf(method, path) ? Fate.TRUNCATED : Fate.ANSWERED);
        assertThatThrownBy(() -> table("a.data").collectAsList()).hasStackTraceContaining("Premature end");
    }

    private static boolean isRowsOf(String method, String path) {
        return method.equals("GET") && path.endsWith(".parquet");
    }

    @Test
    void fileOfAnotherLengthIsStillTold() throws Exception {
        save("a.data", "ignore");
        String file = table("a.data").select("_metadata.file_path").first().getString(0);
        Path path = new Path(new URI(file));
        FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
        byte[] content = new byte[(int) files.getFileStatus(path).getLen() - 1];
        try (var out = files.create(path, true)) {
            out.write(content);
        }

        assertThatThrownBy(() -> table("a.data").collectAsList())
                .hasStackTraceContaining("has " + content.length + " bytes; " + (content.length + 1) + " were written");
    }

    @Test
    void datasetThatIsThereIsReusedAndRerunIfAllowed() throws Exception {
        save("a.data", "ignore");
        gate.passed();
        save("a.data", "ignore");
        assertThat(gate.passed()).noneMatch(request -> request.startsWith("PUT"));
        assertThatThrownBy(() -> save("a.data", "overwrite")).hasMessageContaining("rerun");

        Dataset<Row> before = table("a.data");
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), () -> {
            save("a.data", "overwrite");
            return null;
        });

        assertWhole(before);
        assertWhole(table("a.data"));
    }

    @Test
    void plainWriteMakesADataset() throws Exception {
        Map<String, String> binding = Map.of(
                "spark.sql.sources.outputCommitterClass",
                COMMITTER,
                "spark.sql.parquet.output.committer.class",
                COMMITTER,
                "turnstile.root",
                root.toString(),
                "turnstile.store.trusted",
                "true");
        SharedSpark.with(binding, () -> {
            numbers().write().partitionBy("third").parquet(root + "/a/plain/_new");
            return null;
        });

        assertThat(gate.passed()).noneMatch(request -> request.startsWith("COPY"));
        assertWhole(table("a.plain"));
    }

    /** Tasks that are run again write files of their own, of which only those of one attempt count. */
    @Test
    void failedWriteLeavesNothing() {
        assertThatThrownBy(
                () -> spark.sql(
                        "CREATE TABLE IF NOT EXISTS " + catalog
                                + ".a.failing AS SELECT id, IF(id > 900, raise_error('told to fail'), 1) AS one FROM range(0, 1000, 1, 4)"));

        assertThat(spark.catalog().tableExists(catalog + ".a.failing")).isFalse();
        save("a.failing", "ignore");
        assertWhole(table("a.failing"));
    }
}
