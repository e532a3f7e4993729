package io.turnstile.bench.spark;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;

/** A count of the files that a query has read of the table that has a certain column, by the metrics of its scans. */
final class ReadFiles {
    /** What Spark's own scan calls it, and ours. */
    private static final Map<Class<?>, String> METRICS =
            Map.of(FileSourceScanExec.class, "numFiles", BatchScanExec.class, "filesRead");

    private final String column;

    private ReadFiles(String column) {
        this.column = column;
    }

    /** Of a query that has been run. */
    static long of(Dataset<Row> query, String column) {
        return new ReadFiles(column).below(query.queryExecution().executedPlan());
    }

    private long below(SparkPlan plan) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            return below(adaptive.executedPlan());
        }
        if (plan instanceof QueryStageExec stage) {
            return below(stage.plan());
        }
        String metric = METRICS.get(plan.getClass());
        if (metric != null && hasColumn(plan.schema())) {
            return plan.metrics().apply(metric).value();
        }
        long files = 0;
        for (Iterator<SparkPlan> children = plan.children().iterator(); children.hasNext(); ) {
            files += below(children.next());
        }
        return files;
    }

    private boolean hasColumn(StructType schema) {
        return schema.getFieldIndex(column).isDefined();
    }
}
