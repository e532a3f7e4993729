package io.turnstile.spark.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which parts of a query that ran are told, and which of its stages they are said to have taken. */
class PartsOfQueryTest {
    private static final String DELAYS =
            "select origin, carrier, avg(delay) delay, count(*) n from flights where delay > 1 group by origin, carrier";

    @TempDir
    private static Path directory;

    private static SparkSession spark;

    @BeforeAll
    static void write() {
        spark = SharedSpark.other(Map.of("spark.sql.autoBroadcastJoinThreshold", "10k"));
        view("flights", "select id, id % 7 carrier, id % 300 origin, id % 60 delay from range(0, 60000, 1, 2)");
        view("airports", "select id origin, concat('s', id % 5) state from range(300)");
        view("runways", "select id, id % 300 origin, id % 13 length from range(0, 20000, 1, 2)");
    }

    private static void view(String name, String query) {
        String path = directory.resolve(name).toUri().toString();
        spark.sql(query).write().parquet(path);
        spark.read().parquet(path).createOrReplaceTempView(name);
    }

    private static QueryParts told(String query) {
        return told(spark.sql(query));
    }

    private static QueryParts told(Dataset<Row> query) {
        query.collectAsList();
        return PartsOfQuery.of(1, query.queryExecution()).orElseThrow();
    }

    private static QueryParts.Part only(QueryParts parts, String text) {
        List<QueryParts.Part> found =
                parts.parts().stream().filter(part -> part.text().equals(text)).toList();
        assertThat(found).as(parts.toString()).hasSize(1);
        return found.get(0);
    }

    private static double shareOfAll(QueryParts.Part part) {
        return part.shares().stream().mapToDouble(QueryParts.Share::share).sum();
    }

    /** The same as the key by which runs are put together. */
    private static String key(QueryParts.Part part) {
        return part.rows() + part.columns() + part.inputs();
    }

    @Test
    void partIsTheSameAloneAndWithinOthersHoweverItIsWritten() {
        QueryParts.Part alone = only(told(DELAYS), "Aggregate: origin, carrier, delay, n");
        QueryParts within = told("select state, max(delay) m from (" + DELAYS + ") join airports using (origin)"
                + " where n > 3 group by state order by m limit 3");
        QueryParts.Part inner = only(within, "Aggregate: origin, carrier, delay, n");
        Dataset<Row> other = spark.sql(
                "select * from (select carrier c, origin o, count(*) n, avg(f.delay) delay from flights f where 1 < f.delay"
                        + " group by carrier, origin) where c < 3");
        QueryParts.Part renamed = only(told(other), "Aggregate: c, o, n, delay");

        assertThat(key(inner)).isEqualTo(key(alone)).isEqualTo(key(renamed));
        assertThat(alone.within()).isEqualTo(-1);
        assertThat(within.parts().get(inner.within()).nodes()).isGreaterThan(inner.nodes());
        assertThat(alone.names()).singleElement().asString().contains("flights");
        assertThat(alone.sql()).isEqualTo(DELAYS);
        assertThat(inner.sql()).isEqualTo(DELAYS);
    }

    @Test
    void wholeQueryHasItsStagesToItselfAndAPartOfItNoneOfWhatIsAboveOrBeside() {
        QueryParts whole = told(DELAYS);
        QueryParts.Part alone = whole.parts().get(0);
        assertThat(alone.shares())
                .hasSize(2)
                .allSatisfy(share -> assertThat(share.share()).isEqualTo(1));
        // Of 7 carriers and 300 origins those with a delay of more than a minute; a dataset is read sooner than it is
        // made.
        assertThat(alone.given()).isBetween(1000.0, 2100.0);
        assertThat(alone.reading()).isPositive().isLessThan(alone.writing());
        assertThat(alone.writing())
                .isLessThan(whole.stages().stream()
                        .mapToDouble(QueryParts.Stage::work)
                        .sum());

        QueryParts joined = told("select r.id, d.delay from (" + DELAYS + ") d join runways r on d.origin = r.origin"
                + " where r.length > 4");
        QueryParts.Part part = only(joined, "Aggregate: origin, delay");
        QueryParts.Part all = joined.parts().get(0);
        assertThat(all.shares()).hasSameSizeAs(joined.stages());
        // The stage that reads flights; and of that which makes groups of them, what is before the exchange for the
        // join.
        assertThat(part.shares()).hasSizeLessThan(all.shares().size());
        assertThat(shareOfAll(part)).isBetween(1.0, 1.99);
        assertThat(part.shares()).anySatisfy(share -> assertThat(share.share()).isEqualTo(1));
    }

    @Test
    void aggregateAboveIsNoneOfThePartThatItReads() {
        QueryParts parts = told("select carrier, max(n) from (" + DELAYS + ") group by carrier");
        QueryParts.Part inner = only(parts, "Aggregate: carrier, n");
        QueryParts.Part filtered = only(parts, "Filter: carrier, origin, delay");

        assertThat(parts.parts().get(0).shares()).hasSize(3);
        assertThat(inner.shares()).hasSize(2);
        // Not the first aggregation, which is in the same stage.
        assertThat(filtered.shares())
                .singleElement()
                .satisfies(share -> assertThat(share.share()).isBetween(0.05, 0.9));
    }

    @Test
    void partHasTheColumnsThatTheQueryTakesOfIt() {
        QueryParts.Part alone = told(DELAYS).parts().get(0);
        QueryParts.Part few =
                only(told("select max(n) from (" + DELAYS + ") group by carrier"), "Aggregate: carrier, n");

        assertThat(few.rows() + few.inputs()).isEqualTo(alone.rows() + alone.inputs());
        assertThat(alone.columns()).hasSize(4).containsAll(few.columns());
        assertThat(few.columns()).hasSize(2);
        assertThat(few.reading()).isLessThan(alone.reading());
    }

    @Test
    void partIsNotWholeWhereAConditionAboveItMayHaveBeenMovedBeneathIt() {
        String all = "Aggregate: origin, carrier, delay, n";
        assertThat(only(told("select * from (" + DELAYS + ") where carrier < 3"), all)
                        .whole())
                .isZero();
        assertThat(only(told("select * from (select carrier + 1 c, * from (" + DELAYS + ")) where c < 3"), all)
                        .whole())
                .isZero();
        // What is counted, is known only then.
        assertThat(only(told("select * from (" + DELAYS + ") where n > 3 and carrier < n"), all)
                        .whole())
                .isOne();
    }

    @Test
    void metricsTellTheStagesApart() {
        QueryParts parts = told("select * from (" + DELAYS + ") d join runways r on d.origin = r.origin");
        Set<Long> all = new HashSet<>();
        parts.stages().forEach(stage -> {
            assertThat(stage.metrics()).isNotEmpty();
            assertThat(all).doesNotContainAnyElementsOf(stage.metrics());
            all.addAll(stage.metrics());
        });
    }

    @Test
    void exchangeThatIsUsedAgainAndACommonTableExpressionAreToldOnce() {
        QueryParts joined = told("with d as (" + DELAYS + ") select a.origin, a.n, b.n from d a join d b"
                + " on a.origin = b.origin and a.carrier = b.carrier + 1");
        QueryParts.Part part = only(joined, "Aggregate: origin, carrier, delay, n");
        assertThat(part.shares()).hasSizeGreaterThan(1);
        assertThat(key(part)).isEqualTo(key(told(DELAYS).parts().get(0)));
    }

    @Test
    void subqueryIsAPartWithAStageOfItsOwn() {
        QueryParts parts = told("select count(*) from runways where length > (select avg(delay) from flights) / 10");
        QueryParts.Part subquery = only(parts, "Aggregate: avg(delay)");

        assertThat(subquery.names()).singleElement().asString().contains("flights");
        assertThat(shareOfAll(subquery)).isBetween(1.0, 2.0);
        assertThat(parts.parts().get(0).names()).hasSize(2);
    }

    @Test
    void planThatIsCachedInMemoryIsLookedInto() {
        Dataset<Row> cached = spark.sql(DELAYS).persist(StorageLevel.MEMORY_ONLY());
        try {
            Dataset<Row> query = cached.where("n > 2");
            QueryParts.Part part = only(told(query), "Aggregate: origin, carrier, delay, n");
            assertThat(key(part)).isEqualTo(key(told(DELAYS).parts().get(0)));
            assertThat(part.shares()).hasSizeGreaterThan(1);
        } finally {
            cached.unpersist(true);
        }
    }

    @Test
    void writingIsNoPartOfWhatIsWritten() {
        String path = directory.resolve("written").toUri().toString();
        QueryParts.Part alone = told(DELAYS).parts().get(0);
        Dataset<Row> query = spark.sql(DELAYS);
        List<QueryParts> heard = HeardParts.during(spark, () -> query.write().parquet(path));

        QueryParts.Part part = only(heard.get(heard.size() - 1), "Aggregate: origin, carrier, delay, n");
        assertThat(key(part)).isEqualTo(key(alone));
        assertThat(part.shares().stream()
                        .mapToDouble(QueryParts.Share::share)
                        .min()
                        .orElse(1))
                .isBetween(0.05, 0.95);
    }

    @Test
    void queryOfWhichNothingIsKnownTellsOfNoPart() {
        Dataset<Row> query = spark.sql("select uuid() from flights");
        query.collectAsList();
        assertThat(PartsOfQuery.of(1, query.queryExecution())).isEmpty();
    }
}
