package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of a dataset counts once, however often Spark computes it. */
class RowCountTest {
    private static final AtomicBoolean LOST = new AtomicBoolean();

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    /** Has Spark forget what the stage before has written, once: tasks that have not fetched it yet fail. */
    private static Long losing(Long id) {
        TaskContext task = TaskContext.get();
        if (task.stageAttemptNumber() == 0 && task.partitionId() == 0 && LOST.compareAndSet(false, true)) {
            MapOutputTrackerMaster tracker =
                    (MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker();
            for (var shuffles = tracker.shuffleStatuses().keysIterator(); shuffles.hasNext(); ) {
                tracker.unregisterAllMapAndMergeOutput((Integer) shuffles.next());
            }
        }
        return id;
    }

    @Test
    void stageThatRunsAgainCountsEachRowOnce() throws Exception {
        spark.udf().register("losing", (UDF1<Long, Long>) RowCountTest::losing, DataTypes.LongType);
        String catalog = TestCatalog.over(directory, Map.of());
        AtomicInteger again = new AtomicInteger();
        SparkListener stages = new SparkListener() {
            @Override
            public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                if (submitted.stageInfo().attemptNumber() > 0) {
                    again.incrementAndGet();
                }
            }
        };
        spark.sparkContext().addSparkListener(stages);
        try {
            spark.sql("CREATE TABLE " + catalog + ".a.numbers AS SELECT losing(id) AS id FROM"
                    + " (SELECT /*+ REPARTITION(8, id) */ id FROM range(0, 10000, 1, 4))");
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            spark.sparkContext().removeSparkListener(stages);
        }

        assertThat(again.get()).as("stages that ran again").isGreaterThanOrEqualTo(2);
        assertThat(recordedRows()).isEqualTo(10_000);
        assertThat(spark.table(catalog + ".a.numbers")
                        .selectExpr("count(*)", "sum(id)")
                        .first())
                .hasToString("[10000," + 10_000L * 9_999 / 2 + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void rowsAreCountedWhateverTheWriteLooksLike(String adaptive) throws Exception {
        String catalog = TestCatalog.over(directory, Map.of());
        String query = " AS SELECT id, id %% 3 AS part FROM range(0, 1000, 1, 4) WHERE id < %d ORDER BY id";
        Map<String, String> settings = Map.of("spark.sql.adaptive.enabled", adaptive, "spark.turnstile.rerun", "allow");
        SharedSpark.with(settings, () -> {
            for (String kind : List.of("parquet", "parquet PARTITIONED BY (part)", "orc", "csv", "json")) {
                for (int rows : new int[] {1000, 1, 0}) {
                    spark.sql(
                            "CREATE OR REPLACE TABLE " + catalog + ".a.numbers USING " + kind + query.formatted(rows));
                    assertThat(recordedRows()).as("%s of %d rows", kind, rows).isEqualTo(rows);
                }
            }
            return null;
        });
    }

    private long recordedRows() throws IOException {
        try (DatasetRoot root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", directory.toUri().toString())),
                new Application("test", "test", "ann", "host7"),
                new Configuration())) {
            return root.dataset(DatasetKey.parse("a.numbers"))
                    .head()
                    .orElseThrow()
                    .size()
                    .rows();
        }
    }
}
