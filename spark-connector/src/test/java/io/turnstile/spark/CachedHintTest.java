package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.StandardError;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hint cached, as SQL and DataFrames write it. Every result is compared with that of the same query without it. */
class CachedHintTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
        spark.range(100)
                .selectExpr("id", "id % 7 AS k", "CAST(id AS STRING) AS s")
                .write()
                .parquet(directory.resolve("in").toString());
        spark.read().parquet(directory.resolve("in").toString()).createOrReplaceTempView("hinted_in");
    }

    private <T> T caching(Callable<T> action) throws Exception {
        return SharedSpark.with(Map.of("spark.turnstile.reuse.catalog", catalog), action);
    }

    private List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private List<String> datasets() throws IOException {
        return Turnstile.in(spark, catalog).operations().datasets("auto").stream()
                .map(row -> row.name())
                .toList();
    }

    private boolean readsDataset(Dataset<Row> query) {
        return query.queryExecution().optimizedPlan().toString().contains(".auto.q_");
    }

    @Test
    void sqlAndDataFramesShareOneDataset() throws Exception {
        String sql = "SELECT %s k, sum(id) AS total FROM hinted_in WHERE id > 10 GROUP BY k";
        List<String> plain = rows(spark.sql(sql.formatted("")));
        caching(() -> {
            assertThat(rows(spark.sql(sql.formatted("/*+ CACHED */")))).isEqualTo(plain);
            Dataset<Row> frame = spark.table("hinted_in")
                    .where("id > 10")
                    .groupBy("k")
                    .agg(functions.sum("id").as("total"))
                    .hint("cached");
            assertThat(rows(frame)).isEqualTo(plain);
            assertThat(readsDataset(frame)).isTrue();
            return null;
        });
        assertThat(datasets()).hasSize(1);
    }

    @Test
    void partsOfQueriesAreCachedWhereverTheyAre() throws Exception {
        String part = "SELECT %s k, max(id) AS m FROM hinted_in GROUP BY k";
        String[] queries = {
            "SELECT a.k, b.m FROM (" + part + ") a JOIN (" + part + ") b ON a.k = b.k WHERE a.m > 95",
            "SELECT s FROM hinted_in WHERE id IN (SELECT m FROM (" + part + "))",
            "WITH t AS (" + part + ") SELECT k FROM t UNION ALL SELECT m FROM t",
            "SELECT count(*) FROM (" + part + ") WHERE k > 2",
            "SELECT m, k FROM (" + part + ") ORDER BY m LIMIT 2",
        };
        for (String query : queries) {
            List<String> plain = rows(spark.sql(query.replace("%s", "")));
            caching(() -> {
                Dataset<Row> hinted = spark.sql(query.replace("%s", "/*+ CACHED */"));
                assertThat(rows(hinted)).as(query).isEqualTo(plain);
                assertThat(readsDataset(hinted)).as(query).isTrue();
                return null;
            });
        }
        assertThat(datasets()).hasSize(1);
    }

    @Test
    void whatIsWrittenMayBeHintedToo() throws Exception {
        caching(() -> {
            spark.sql("CREATE TABLE " + catalog + ".a.b AS SELECT /*+ CACHED */ k, id FROM hinted_in WHERE k = 3");
            spark.table("hinted_in")
                    .where("k = 3")
                    .select("k", "id")
                    .hint("cached")
                    .write()
                    .parquet(directory.resolve("out").toString());
            return null;
        });
        List<String> plain = rows(spark.sql("SELECT k, id FROM hinted_in WHERE k = 3"));
        assertThat(rows(spark.table(catalog + ".a.b"))).isEqualTo(plain);
        assertThat(rows(spark.read().parquet(directory.resolve("out").toString())))
                .isEqualTo(plain);
        assertThat(datasets()).hasSize(1);
    }

    @Test
    void explainingComputesNothing() throws Exception {
        caching(() -> {
            spark.sql("EXPLAIN SELECT /*+ CACHED */ k FROM hinted_in WHERE k = 1")
                    .collectAsList();
            spark.sql("SELECT /*+ CACHED */ k FROM hinted_in WHERE k = 1").explain();
            return null;
        });
        assertThat(datasets()).isEmpty();
    }

    @Test
    void refusedOneRunsAsItIs() throws Exception {
        String said = StandardError.during(() -> {
            try {
                assertThat(caching(() -> spark.sql("SELECT /*+ CACHED */ k, rand() AS r FROM hinted_in")
                                .count()))
                        .isEqualTo(100);
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        assertThat(said).contains("A query is not cached and run as it is: ").containsIgnoringCase("rand");
        assertThat(datasets()).isEmpty();
    }

    /** Each but the first loses the column that it is ordered by, or has something above the order that Spark says nothing of. */
    @Test
    void orderThatCanBeSeenIsKept() throws Exception {
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW hinted_sorted AS SELECT id, s FROM hinted_in ORDER BY s DESC");
        String[] queries = {
            "SELECT %s id, s FROM hinted_sorted",
            "SELECT %s id FROM hinted_sorted",
            "SELECT %s id FROM (SELECT id, s FROM hinted_in ORDER BY s DESC LIMIT 9)",
            "SELECT %s id + 1 AS n FROM (SELECT /*+ BROADCAST(b) */ * FROM hinted_sorted b) WHERE id % 2 = 0 LIMIT 20",
            "SELECT %s id, e FROM hinted_sorted LATERAL VIEW explode(array(1, 2)) AS e",
            "SELECT %s /*+ COALESCE(1) */ id FROM hinted_sorted",
        };
        for (String query : queries) {
            assertKeepsItsOrder(
                    query, spark.sql(query.replace("%s", "")), spark.sql(query.replace("%s", "/*+ CACHED */")));
        }
        Dataset<Row> common = spark.sql("WITH t AS (SELECT id, s FROM hinted_in ORDER BY s DESC) SELECT id FROM t");
        assertKeepsItsOrder("a common table expression", common, common.hint("cached"));
        Dataset<Row> frame = spark.table("hinted_in").orderBy(functions.desc("s"));
        assertKeepsItsOrder(
                "a frame", frame.select("id"), frame.select("id").coalesce(1).hint("cached"));
        assertThat(datasets()).isEmpty();
    }

    private void assertKeepsItsOrder(String name, Dataset<Row> plain, Dataset<Row> hinted) throws IOException {
        String said = StandardError.during(() -> {
            try {
                caching(() -> assertThat(hinted.collectAsList())
                        .as(name)
                        .isEqualTo(plain.collectAsList())
                        .isNotEmpty());
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        assertThat(said).as(name).contains("its rows are in an order, which no dataset keeps; sort what was cached");
    }

    @Test
    void orderThatNobodySeesIsNoReasonToRefuse() throws Exception {
        String[] queries = {
            "SELECT %s k, sum(id) AS total FROM (SELECT k, id FROM hinted_in ORDER BY s) GROUP BY k",
            "SELECT %s a.id, b.k FROM hinted_in a JOIN (SELECT id, k FROM hinted_in ORDER BY s) b ON a.id = b.id",
            "SELECT %s DISTINCT k FROM (SELECT k, id FROM hinted_in ORDER BY s)",
        };
        for (String query : queries) {
            List<String> plain = rows(spark.sql(query.replace("%s", "")));
            caching(() -> {
                Dataset<Row> hinted = spark.sql(query.replace("%s", "/*+ CACHED */"));
                assertThat(rows(hinted)).as(query).isEqualTo(plain);
                assertThat(readsDataset(hinted)).as(query).isTrue();
                return null;
            });
        }
        assertThat(datasets()).hasSize(queries.length);
    }

    @Test
    void orderOfAStatementIsAboveItsHint() throws Exception {
        String sql = "SELECT %s id FROM hinted_in ORDER BY s DESC LIMIT 9";
        List<Row> plain = spark.sql(sql.formatted("")).collectAsList();
        caching(() -> {
            Dataset<Row> hinted = spark.sql(sql.formatted("/*+ CACHED */"));
            assertThat(hinted.collectAsList()).isEqualTo(plain);
            assertThat(readsDataset(hinted)).isTrue();
            return null;
        });
        assertThat(datasets()).hasSize(1);
    }

    @Test
    void withoutACatalogOrSwitchedOffItIsIgnored() throws Exception {
        assertThat(SharedSpark.with(
                        Map.of("spark.turnstile.reuse", "off", "spark.turnstile.reuse.catalog", catalog),
                        () -> spark.sql("SELECT /*+ CACHED */ k FROM hinted_in").count()))
                .isEqualTo(100);
        String said = StandardError.during(() -> {
            try {
                assertThat(SharedSpark.with(
                                Map.of("spark.turnstile.reuse.catalog", "none_such"),
                                () -> spark.sql("SELECT /*+ CACHED */ k FROM hinted_in")
                                        .count()))
                        .isEqualTo(100);
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        assertThat(said).contains("The hint CACHED is ignored: There is no Turnstile catalog 'none_such'");
        assertThat(datasets()).isEmpty();
    }

    @Test
    void declaredFunctionIsAPartOfWhatIsComputed() throws Exception {
        spark.udf().register("hinted_twice", (Long v) -> 2 * v, DataTypes.LongType);
        String sql = "SELECT /*+ CACHED */ hinted_twice(id) AS v FROM hinted_in";
        for (String version : List.of("1", "1", "2")) {
            SharedSpark.with(
                    Map.of("spark.turnstile.udf.hinted_twice.version", version),
                    () -> caching(() -> {
                        assertThat(spark.sql(sql).agg(functions.sum("v")).head().getLong(0))
                                .isEqualTo(9900);
                        return null;
                    }));
        }
        assertThat(datasets()).hasSize(2);
    }
}
