package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queries read, and at which version. */
class InputsTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String files(String name, int rows) {
        String path = directory.resolve(name).toUri().toString();
        spark.range(rows).toDF("x").coalesce(1).write().mode("append").parquet(path);
        return path;
    }

    @Test
    void filesAreTheirPathsLengthsAndTimes() {
        Dataset<Row> query = spark.read().parquet(files("in", 3));

        List<ReadInput> inputs = TestData.told(query).inputs();

        assertThat(inputs).hasSize(1);
        ReadInput input = inputs.get(0);
        assertThat(input.kind()).isEqualTo(ReadInput.Kind.FILES);
        assertThat(input.name()).startsWith("parquet file:").endsWith("/in");
        assertThat(input.files()).isEqualTo(1);
        assertThat(input.bytes()).isPositive();
        assertThat(input.newest()).isNotNull();
    }

    @Test
    void moreFilesAreOtherInputsOfTheSameRows() {
        QueryFingerprint before =
                TestData.told(spark.read().parquet(files("in", 3)).where("x > 1"));
        QueryFingerprint after =
                TestData.told(spark.read().parquet(files("in", 3)).where("x > 1"));

        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.inputsHash()).isNotEqualTo(before.inputsHash());
        assertThat(after.key()).isNotEqualTo(before.key());
        assertThat(after.inputs().get(0).files()).isEqualTo(2);
        assertThat(sources(after)).isEqualTo(sources(before));
    }

    @Test
    void hashOfInputsBeginsWithWhatIsRead() {
        Dataset<Row> some = spark.read().parquet(files("in", 3)).where("x > 1");
        Dataset<Row> others = spark.read().parquet(files("others", 3)).where("x > 1");
        Dataset<Row> both = some.union(others).groupBy("x").count();

        assertThat(sources(TestData.told(some))).isNotEqualTo(sources(TestData.told(others)));
        assertThat(sources(TestData.told(both))).isEqualTo(sources(TestData.told(others.join(some, "x"))));
        assertThat(sources(TestData.told(both)))
                .as("what is read twice is read once")
                .isEqualTo(sources(TestData.told(both.union(both))));
        assertThat(readsAnywhere(both, some)).isTrue();
        assertThat(readsAnywhere(some, both)).isFalse();
        assertThat(readsAnywhere(some, others)).isFalse();
    }

    private static boolean readsAnywhere(Dataset<Row> query, Dataset<Row> what) {
        return new PlanSources()
                .isAny(
                        query.queryExecution().analyzed(),
                        SharedSpark.session().sessionState().conf(),
                        sources(TestData.told(what))::equals);
    }

    private static String sources(QueryFingerprint fingerprint) {
        return fingerprint.inputsHash().substring(0, Signature.SOURCES);
    }

    @Test
    void aPlanHasTheFilesThatItHolds() {
        String path = files("in", 3);
        Dataset<Row> held = spark.read().parquet(path);
        QueryFingerprint before = TestData.told(held);
        files("in", 4);

        assertThat(TestData.told(held)).isEqualTo(before);
    }

    @Test
    void theSameFilesAtTwoTimesInOneQueryAreRefused() {
        Dataset<Row> before = spark.read().parquet(files("in", 3));
        Dataset<Row> after = spark.read().parquet(files("in", 4));

        FingerprintAnswer answer = TestData.of(after.exceptAll(before));

        assertThat(answer).isInstanceOf(Refusal.class);
        assertThat(((Refusal) answer).reason()).contains("is read at two versions");
        assertThat(answer.inputs()).hasSize(2);
    }

    @Test
    void bothWaysOfReadingFilesAreTheSameSource() throws Exception {
        String path = files("in", 3);
        QueryFingerprint old = TestData.told(spark.read().parquet(path));

        QueryFingerprint other = SharedSpark.with(
                Map.of("spark.sql.sources.useV1SourceList", ""),
                () -> TestData.told(spark.read().parquet(path)));

        assertThat(other.plan()).isEqualTo(old.plan());
        assertThat(other.inputs()).isEqualTo(old.inputs());
    }

    @Test
    void optionsAndSchemasOfTextCount() throws Exception {
        Path csv = Files.writeString(directory.resolve("in.csv"), "1,2\n3,4\n");
        Dataset<Row> plain = spark.read().schema("x long, y long").csv(csv.toString());
        Dataset<Row> header =
                spark.read().schema("x long, y long").option("header", true).csv(csv.toString());
        Dataset<Row> text = spark.read().schema("x string, y long").csv(csv.toString());

        assertThat(List.of(
                        TestData.told(plain).key(),
                        TestData.told(header).key(),
                        TestData.told(text).key()))
                .doesNotHaveDuplicates();
        assertThat(TestData.of(spark.read()
                        .schema("x long")
                        .option("MODE", "dropMalformed")
                        .csv(csv.toString())))
                .isInstanceOf(Refusal.class);
        assertThat(TestData.of(
                        spark.read().schema("x long, _corrupt_record string").csv(csv.toString())))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void lenientReadsAreRefused() throws Exception {
        String path = files("in", 3);

        FingerprintAnswer bySetting = SharedSpark.with(
                Map.of("spark.sql.files.ignoreMissingFiles", "true"),
                () -> TestData.of(spark.read().parquet(path)));
        FingerprintAnswer byOption =
                TestData.of(spark.read().option("ignoreCorruptFiles", "true").parquet(path));

        assertThat(bySetting).isInstanceOf(Refusal.class);
        assertThat(byOption).isInstanceOf(Refusal.class);
        assertThat(byOption.inputs()).hasSize(1).allMatch(ReadInput::isKnown);
    }

    @Test
    void inputsOfSubqueriesAndExpressionsAreFound() {
        spark.read().parquet(files("one", 3)).createOrReplaceTempView("one");
        spark.read().parquet(files("two", 3)).createOrReplaceTempView("two");
        spark.read().parquet(files("three", 3)).createOrReplaceTempView("three");

        QueryFingerprint fingerprint = TestData.told(
                spark.sql(
                        "with w as (select x from one) select x, (select max(x) from two) from w where x in (select x from three)"));

        assertThat(fingerprint.inputs()).extracting(ReadInput::files).containsExactly(1L, 1L, 1L);
    }

    @Test
    void aDatasetIsItsGeneration() {
        String catalog = TestCatalog.over(directory.resolve("cache"), Map.of("rerun", "allow"));
        spark.sql("create table " + catalog + ".a.data as select id x from range(3)");
        Dataset<Row> first = spark.table(catalog + ".a.data").where("x > 1");
        QueryFingerprint before = TestData.told(first);
        spark.sql("create or replace table " + catalog + ".a.data as select id x from range(4)");
        QueryFingerprint after = TestData.told(spark.table(catalog + ".a.data").where("x > 1"));

        assertThat(before.inputs()).hasSize(1);
        assertThat(before.inputs().get(0).kind()).isEqualTo(ReadInput.Kind.DATASET);
        assertThat(before.inputs().get(0).name()).startsWith("file:").endsWith("/cache#a.data");
        assertThat(before.inputs().get(0).version()).startsWith("g-00000001-");
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.inputsHash()).isNotEqualTo(before.inputsHash());
        assertThat(TestData.told(first))
                .as("a plan that is held reads what it held")
                .isEqualTo(before);
    }

    @Test
    void aDatasetIsTheSameInCatalogsOfAnyName() {
        String catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
        String other = TestCatalog.over(directory.resolve("cache"), Map.of());
        spark.sql("create table " + catalog + ".a.data as select id x from range(3)");

        QueryFingerprint one = TestData.told(spark.table(catalog + ".a.data"));
        QueryFingerprint two = TestData.told(
                spark.read().format("turnstile").option("catalog", other).load("a.data"));

        assertThat(two.key()).isEqualTo(one.key());
    }

    @Test
    void twoGenerationsInOneQueryAreRefused() {
        String catalog = TestCatalog.over(directory.resolve("cache"), Map.of("rerun", "allow"));
        spark.sql("create table " + catalog + ".a.data as select id x from range(3)");
        Dataset<Row> first = spark.table(catalog + ".a.data");
        spark.sql("create or replace table " + catalog + ".a.data as select id x from range(4)");

        FingerprintAnswer answer = TestData.of(spark.table(catalog + ".a.data").exceptAll(first));

        assertThat(answer).isInstanceOf(Refusal.class);
        assertThat(((Refusal) answer).reason()).contains("two versions");
    }
}
