package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake is told in one clear sentence, and nothing is created or lost. */
class BadInputTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private ThrowingCallable creating(String catalog, String key) {
        return () -> spark.sql("CREATE TABLE IF NOT EXISTS " + catalog + "." + key + " AS SELECT 1 AS x");
    }

    private DataFrameWriter<Row> writer(Path root) {
        return spark.range(3)
                .toDF()
                .write()
                .format("turnstile")
                .mode(SaveMode.Ignore)
                .option("root", root.toString());
    }

    private void assertNothingCreated() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("_turnstile")))
                    .isEmpty();
        }
    }

    @Test
    void aMissingRoot() throws IOException {
        Path missing = directory.resolve("missing");
        String catalog = TestCatalog.over(missing.toUri().toString(), Map.of());

        assertThatThrownBy(creating(catalog, "a.b"))
                .hasMessageContainingAll("root file:" + missing, "does not exist", "Create it");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aRootThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        String catalog = TestCatalog.over(file.toUri().toString(), Map.of());

        assertThatThrownBy(creating(catalog, "a.b")).hasMessageContainingAll("root file:" + file, "is a file");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aRootOnAFileSystemWithoutAtomicRename() {
        String catalog = TestCatalog.over("counted:/tmp/cache", Map.of());

        assertThatThrownBy(creating(catalog, "a.b")).hasMessageContainingAll("'counted'", "Use a directory on HDFS");
    }

    @Test
    void aDatasetThatIsNotThere() {
        String catalog = TestCatalog.over(directory, Map.of());
        spark.sql("CREATE TABLE " + catalog + ".travel.route_delays AS SELECT 1 AS x");

        assertThatThrownBy(() -> spark.table(catalog + ".travel.route_delay"))
                .hasMessageContainingAll(
                        "Dataset travel.route_delay is not cached",
                        "Namespace travel has a similar name: route_delays");
        assertThatThrownBy(() -> spark.table(catalog + ".travels.route_delays"))
                .hasMessageContainingAll("Namespace travels holds no dataset", "the root holds travel");
        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("root", directory.toString())
                        .load("travel.none"))
                .hasMessageContaining("Dataset travel.none is not cached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "..", "a..b", "", ".a", "a.", "/a", "a/b", "a b", "_a", "a.\u0007b", "a\nb", "ä"})
    void aKeyThatIsNone(String key) throws IOException {
        assertThatThrownBy(() -> writer(directory).save(key))
                .hasMessageMatching("(?s).*ataset key.*")
                .message()
                .doesNotContain("\u0007", "\n");
        assertNothingCreated();
    }

    @Test
    void aKeyThatIsTooLong() throws IOException {
        assertThatThrownBy(() -> writer(directory).save("a." + "b".repeat(199)))
                .hasMessageContainingAll("has 201 characters", "200 are allowed");
        assertNothingCreated();
    }

    @ParameterizedTest
    @CsvSource({
        "retenton, 1h, did you mean 'retention'",
        "retention, soon, it takes a duration",
        "rerun, yes, 'it takes ''deny'', ''allow'', ''if-changed'' or'",
        "lock.lease, 10ms, at least 1s",
        "format, orcc, 'choose one of parquet, orc, csv, json'",
        "redis, host:6379, redis://",
        "redis, http://host:6379, redis://",
        "redis, redis://host:port, redis://",
    })
    void anOptionThatIsNoneOrHasNoSuchValue(String name, String value, String said) throws IOException {
        assertThatThrownBy(() -> writer(directory).option(name, value).save("a.b"))
                .hasMessageContaining(said);
        assertNothingCreated();
    }

    @Test
    void anOptionOfTheRootThatIsGivenElsewhere() throws Exception {
        String catalog = TestCatalog.over(directory, Map.of());

        assertThatThrownBy(() -> SharedSpark.with(
                        Map.of("spark.turnstile.redis", "redis://other:6379"),
                        () -> spark.sql("CREATE TABLE " + catalog + ".a.b AS SELECT 1 AS x")))
                .hasMessageContaining("'redis' belongs to the root");
        assertThatThrownBy(() ->
                        spark.sql("CREATE TABLE " + catalog + ".a.b OPTIONS ('lock.lease' = '1m') AS SELECT 1 AS x"))
                .hasMessageContaining("'lock.lease' belongs to the root");
        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option("redis", "redis://other:6379")
                        .load("a.b"))
                .hasMessageContaining("'catalog' names a catalog that has its own redis");
        assertNothingCreated();
    }

    @Test
    void aFormatThatCannotBeWritten() throws IOException {
        String catalog = TestCatalog.over(directory, Map.of());

        assertThatThrownBy(() -> spark.sql("CREATE TABLE " + catalog + ".a.b USING avro AS SELECT 1 AS x"))
                .hasMessageContainingAll("'avro'", "choose one of parquet, orc, csv, json");
        assertNothingCreated();
    }

    @Test
    void partitioningByAnExpression() throws IOException {
        String catalog = TestCatalog.over(directory, Map.of());

        assertThatThrownBy(() -> spark.sql(
                        "CREATE TABLE " + catalog + ".a.b PARTITIONED BY (bucket(4, x)) AS SELECT 1 AS x, 2 AS y"))
                .hasMessageContaining("partitioned by plain columns");
        assertNothingCreated();
    }

    @Test
    void aRedisThatWantsAPassword() {
        try (RedisServer redis = RedisServer.startedWithPassword("secret")) {
            String withoutPassword = "redis://127.0.0.1:" + redis.port();

            assertThatThrownBy(() ->
                            writer(directory).option("redis", withoutPassword).save("a.b"))
                    .hasMessageContaining("127.0.0.1:" + redis.port())
                    .hasMessageContaining("password");
        }
    }

    @Test
    void aRedisThatIsAwayIsGoneWithoutUnlessItMustBeThere() {
        String nobody = "redis://127.0.0.1:1";

        assertThatThrownBy(() -> writer(directory)
                        .option("redis", nobody)
                        .option("redis.unavailable", "fail")
                        .save("a.b"))
                .hasMessageContainingAll("127.0.0.1:1", "a.b");
        writer(directory).option("redis", nobody).save("a.b");
        assertThat(spark.read()
                        .format("turnstile")
                        .option("root", directory.toString())
                        .load("a.b")
                        .count())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @Tag("fault-9")
    @CsvSource({"'', it is empty", "'{\"format\"', truncated or not JSON", "'{\"format\": 2}', it has format 2"})
    void aCommitRecordThatCannotBeRead(String content, String said) throws IOException {
        writer(directory).save("a.b");
        Path record = directory.resolve("a/b/_turnstile/00000001.json");
        Files.writeString(record, content);

        assertThatThrownBy(() -> spark.read()
                        .format("turnstile")
                        .option("root", directory.toString())
                        .load("a.b"))
                .hasMessageContainingAll(record.toString(), said);
        assertThatThrownBy(() -> writer(directory).save("a.b")).hasMessageContaining(said);
        assertThat(record).hasContent(content);
    }
}
