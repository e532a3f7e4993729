package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark's optimizer gets out of a scan: as much as out of its own file sources, and some more. */
class PushDownTest {
    @TempDir
    static Path temporary;

    private static Map<String, TestGeneration> generations;

    @BeforeAll
    static void write() {
        SharedSpark.session().conf().set("spark.sql.adaptive.enabled", "false");
        Dataset<Row> data = SharedSpark.session()
                .range(0, 400)
                .selectExpr(
                        "id",
                        "id % 7 as bucket",
                        "concat('n', id) as name",
                        "named_struct('a', id, 'b', concat('b', id)) as nested",
                        "lpad(cast(id % 4 as string), 2, '0') as code",
                        "date_add(date'2001-01-01', cast(id % 3 as int)) as day");
        generations = Map.of(
                "parquet", TestGeneration.write(data, "parquet", temporary.resolve("parquet"), "code", "day"),
                "orc", TestGeneration.write(data, "orc", temporary.resolve("orc"), "code", "day"));
        SharedSpark.session()
                .sql("SELECT * FROM VALUES ('01', 'x'), ('02', 'y'), ('03', 'z'), (null, 'x') AS t(code, tag)")
                .write()
                .parquet(temporary.resolve("tags").toString());
    }

    @AfterAll
    static void restore() {
        SharedSpark.session().conf().unset("spark.sql.adaptive.enabled");
    }

    private static Dataset<Row> read(String format) {
        return generations.get(format).read();
    }

    private static Dataset<Row> tags() {
        return SharedSpark.session().read().parquet(temporary.resolve("tags").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void scanIsVectorised(String format) {
        assertThat(TestPlan.of(read(format)).scan().supportsColumnar()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void filtersColumnsAndNestedFieldsReachTheFiles(String format) {
        Dataset<Row> query = read(format).where("id > 390 and code = '01'").select("name", "nested.a");
        TestPlan plan = TestPlan.of(query);
        assertThat(plan.scan().scan().description())
                .contains("PushedFilters: [IsNotNull(id), GreaterThan(id,390)]")
                .containsPattern("PartitionFilters: \\[isnotnull\\(code#\\d+\\), \\(code#\\d+ = 01\\)]")
                .contains("ReadSchema: struct<id:bigint,name:string,nested:struct<a:bigint>>");
        assertThat(plan.scan().verboseStringWithOperatorId()).contains("PushedFilters: [IsNotNull(id)");
        assertThat(plan.files())
                .hasSize(3)
                .allMatch(file -> file.filePath().urlEncoded().contains("code=01"));
        assertThat(query.collectAsList()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void aggregatesAreAnsweredFromFooters(String format) throws Exception {
        SharedSpark.with(Map.of("spark.sql." + format + ".aggregatePushdown", "true"), () -> {
            Dataset<Row> whole = read(format).selectExpr("count(*)", "min(id)", "max(id)");
            assertThat(TestPlan.of(whole).scan().scan().description())
                    .contains("PushedAggregation: [COUNT(*), MIN(id), MAX(id)]");
            assertThat(whole.first()).hasToString("[400,0,399]");

            Dataset<Row> grouped = read(format).groupBy("code", "day").count();
            assertThat(TestPlan.of(grouped).scan().scan().description()).contains("PushedGroupBy: [code, day]");
            assertThat(grouped.groupBy("code").sum("count").orderBy("code").collectAsList())
                    .hasToString("[[00,100], [01,100], [02,100], [03,100]]");
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void joinLeavesOutPartitionsThatItsOtherSideDoesNotName(String format) throws Exception {
        Dataset<Row> query = read(format).join(tags().where("tag = 'x'"), "code");
        TestPlan plan = TestPlan.of(query);
        assertThat(plan.text()).contains("dynamicpruning");
        plan.run();
        assertThat(plan.files())
                .hasSize(3)
                .allMatch(file -> file.filePath().urlEncoded().contains("code=01"));
        assertThat(query.count()).isEqualTo(100);
        assertThat(SharedSpark.with(
                        Map.of("spark.sql.adaptive.enabled", "true"),
                        () -> read(format)
                                .join(tags().where("tag = 'x'"), "code")
                                .count()))
                .isEqualTo(100);
    }

    @Test
    void joinOverAnAggregateThatIsPushedDownLeavesOutPartitionsToo() throws Exception {
        SharedSpark.with(Map.of("spark.sql.parquet.aggregatePushdown", "true"), () -> {
            Dataset<Row> grouped = read("parquet").groupBy("code", "day").count();
            Dataset<Row> query = grouped.join(tags().where("tag = 'x'"), "code");
            TestPlan plan = TestPlan.of(query);
            assertThat(plan.scan().scan().description()).contains("PushedGroupBy: [code, day]");
            plan.run();
            assertThat(query.selectExpr("sum(count)").first().getLong(0)).isEqualTo(100);
            return null;
        });
    }

    @Test
    void equalExchangesRunOnce() throws Exception {
        SharedSpark.with(Map.of("spark.sql.autoBroadcastJoinThreshold", "-1"), () -> {
            // Two tables and two scans, as two mentions of a dataset in a query are.
            Dataset<Row> left =
                    read("parquet").where("code > '01'").groupBy("bucket").count();
            Dataset<Row> right =
                    read("parquet").where("code > '01'").groupBy("bucket").count();
            assertThat(TestPlan.of(left.join(right, "bucket")).text()).contains("ReusedExchange");
            Dataset<Row> other =
                    read("parquet").where("code > '02'").groupBy("bucket").count();
            assertThat(TestPlan.of(left.join(other, "bucket")).text()).doesNotContain("ReusedExchange");
            return null;
        });
    }

    @Test
    void partitionColumnMayHaveADotInItsName() {
        TestGeneration generation = TestGeneration.write(
                SharedSpark.session().range(0, 8).selectExpr("id", "concat('0', id % 4) as `a.b`"),
                "parquet",
                temporary.resolve("dot"),
                "a.b");
        Dataset<Row> data = generation.read();
        Dataset<Row> tags = tags().where("tag = 'x'");
        TestPlan plan = TestPlan.of(data.join(tags, data.col("`a.b`").equalTo(tags.col("code"))));
        plan.run();
        assertThat(plan.files()).hasSize(1);
    }

    @Test
    void scansAreEqualIfTheyReadTheSame() {
        Scan one = TestPlan.of(read("parquet")).scan().scan();
        Scan two = TestPlan.of(read("parquet")).scan().scan();
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.toBatch()).isEqualTo(two.toBatch()).hasSameHashCodeAs(two.toBatch());
        assertThat(one)
                .isNotEqualTo(TestPlan.of(read("orc")).scan().scan())
                .isNotEqualTo(
                        TestPlan.of(read("parquet").where("id > 1")).scan().scan())
                .isNotEqualTo(
                        TestPlan.of(read("parquet").where("code > '01'")).scan().scan())
                .isNotEqualTo(TestPlan.of(read("parquet").select("id")).scan().scan());
    }

    @Test
    void scansWithOtherRuntimeFiltersDiffer() {
        GenerationScan one =
                (GenerationScan) TestPlan.of(read("parquet")).scan().scan();
        GenerationScan two =
                (GenerationScan) TestPlan.of(read("parquet")).scan().scan();
        Batch before = one.toBatch();
        one.filter(new Predicate[] {RuntimeFilterTest.in("code", "01", "02")});
        assertThat(one.toBatch().planInputPartitions()).isNotEmpty();
        assertThat(one).isNotEqualTo(two);
        assertThat(one.toBatch()).isNotEqualTo(before);
        assertThat(before).isEqualTo(two.toBatch());
        two.filter(new Predicate[] {RuntimeFilterTest.in("code", "02", "01")});
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    }

    @Test
    void runtimeFiltersAddUp() {
        GenerationScan scan =
                (GenerationScan) TestPlan.of(read("parquet")).scan().scan();
        scan.filter(new Predicate[] {RuntimeFilterTest.in("code", "01", "02")});
        scan.filter(new Predicate[] {RuntimeFilterTest.in("code", "02", "03")});
        assertThat(scan.pushedPredicates()).hasSize(2);
        assertThat(TestPlan.files(scan))
                .hasSize(3)
                .allMatch(file -> file.filePath().urlEncoded().contains("code=02"));
    }

    @Test
    void planningHappensOnce() {
        GenerationScan scan =
                (GenerationScan) TestPlan.of(read("parquet")).scan().scan();
        assertThat(scan.toBatch().planInputPartitions())
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .containsExactly(scan.toBatch().planInputPartitions());
    }

    @Test
    void statisticsCountWhatThePartitionFiltersLeave() {
        var all = TestPlan.of(read("parquet")).optimized().stats();
        var part = TestPlan.of(read("parquet").where("code = '01'")).optimized().stats();
        assertThat(all.rowCount().get().longValue()).isEqualTo(400);
        assertThat(part.rowCount().get().longValue()).isBetween(90L, 110L);
        assertThat(part.sizeInBytes().longValue()).isLessThan(all.sizeInBytes().longValue() / 3);
    }

    @Test
    void filesCarryWhatTheManifestRecords() {
        List<PartitionedFile> files = TestPlan.of(read("parquet")).files();
        assertThat(files).hasSize(12);
        assertThat(files.stream().mapToLong(PartitionedFile::fileSize).sum())
                .isEqualTo(generations.get("parquet").manifest().size().bytes());
        assertThat(files).allMatch(file -> file.modificationTime() > 0);
    }
}
