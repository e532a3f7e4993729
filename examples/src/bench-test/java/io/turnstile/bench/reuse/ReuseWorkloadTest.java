package io.turnstile.bench.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.bench.spark.BenchSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReuseWorkloadTest {
    private static final StarSchema SCHEMA = new StarSchema(7, 8_000);

    @TempDir
    private static Path work;

    private static BenchSpark spark;
    private static Warehouse warehouse;

    @BeforeAll
    static void writeTheStarSchema() throws Exception {
        // So few rows are had sooner without compiling for them.
        spark = BenchSpark.started(
                work, Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
        warehouse = new Warehouse(work.resolve("star").toUri().toString());
        SCHEMA.write(spark.session(), warehouse);
        warehouse.register(spark.session());
        SharedParts.create(spark.session());
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    static List<String> tables() {
        return Warehouse.TABLES;
    }

    static List<String> parts() {
        return SharedParts.ALL;
    }

    static List<String> jobs() {
        return Jobs.ALL.stream().map(Job::name).toList();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void sameSeedGivesTheSameRows(String table) {
        SparkSession session = spark.session();
        JobResult written = result(session.table(table));
        assertThat(result(SCHEMA.table(session, table))).isEqualTo(written);
        assertThat(written.rows()).isPositive();
    }

    @Test
    void anotherSeedGivesOtherRows() {
        SparkSession session = spark.session();
        assertThat(result(new StarSchema(8, 8_000).table(session, "store_sales")))
                .isNotEqualTo(result(session.table("store_sales")));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void jobGivesTheSameRowsHoweverItRunsAndReadsNoDataset(String name) throws Exception {
        Job job = Jobs.named(name);
        JobApplication application = new JobApplication(spark.session(), warehouse);
        JobRun run = application.run(job, spark.session().newSession());
        assertThat(run.result().rows()).isPositive();
        assertThat(run.datasets()).isEmpty();
        assertThat(run.cpu()).isPositive();
        assertThat(run.tasks()).isPositive();
        SparkSession another = spark.session().newSession();
        another.conf().set("spark.sql.shuffle.partitions", 5);
        another.conf().set("spark.sql.adaptive.enabled", false);
        another.conf().set("spark.sql.autoBroadcastJoinThreshold", -1);
        assertThat(application.run(job, another).result()).isEqualTo(run.result());
        assertThat(JobRun.parse(run.line())).isEqualTo(run);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void sharedPartIsADatasetOfWhatItsQueryGivesAndInSeveralJobs(String part) {
        JobResult published = result(spark.session().table(SharedParts.dataset(part)));
        assertThat(published.rows()).isPositive();
        assertThat(result(spark.session().sql(SharedParts.query(part)))).isEqualTo(published);
        assertThat(Jobs.ALL.stream().filter(job -> job.contains().contains(part)))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void thereAreTwentyJobsOfWhichSixContainNothingShared() {
        assertThat(new TreeSet<>(jobs())).hasSize(20);
        assertThat(Jobs.withoutSharedParts()).hasSize(6);
    }

    @Test
    void datasetsThatAQueryReadsAreToldAlsoThoseOfItsSubqueries() {
        Dataset<Row> query = spark.session()
                .sql("SELECT count(*) FROM cache.shared.store_days, item"
                        + " WHERE revenue > (SELECT avg(spent) FROM cache.shared.customer_years)");
        assertThat(ReadDatasets.of(query)).containsExactly("cache.shared.customer_years", "cache.shared.store_days");
    }

    private static JobResult result(Dataset<Row> query) {
        return JobResult.of(query.schema(), query.collectAsList());
    }
}
