package io.turnstile.spark.session;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.command.DataWritingCommandExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The row count of a native write, from the SQL metric that Spark itself keeps for its user interface: of each task the
 * rows of the one attempt that was committed. To count them in the query instead takes some ten nanoseconds of every
 * row.
 *
 * <p>The count is in the command that Spark runs, which nobody gets to see but who is called while it runs: so the write's
 * committer must call {@link #committing}. Thread-safe.
 */
public final class WrittenRows implements AutoCloseable {
    private static final ConcurrentMap<String, WrittenRows> AWAITED = new ConcurrentHashMap<>();

    private final String output;
    private volatile @Nullable SQLMetric rows;

    private WrittenRows(String output) {
        this.output = output;
    }

    /** Those of a write that the caller is about to begin in this JVM. Nobody else may write to that path. */
    public static WrittenRows of(Path output) {
        WrittenRows awaited = new WrittenRows(key(output));
        AWAITED.put(awaited.output, awaited);
        return awaited;
    }

    /** To be called by the committer of a write, in the driver, as its job is committed. */
    public static void committing(Path output) {
        WrittenRows awaited = AWAITED.get(key(output));
        if (awaited != null) {
            awaited.rows = RunningPlan.execution(SparkContext.getOrCreate())
                    .flatMap(execution -> writing(execution.executedPlan()))
                    .map(plan -> plan.cmd().metrics().get("numOutputRows"))
                    .filter(Option::isDefined)
                    .map(Option::get)
                    .orElse(null);
        }
    }

    /** The plan that is running: not the one that was made first, which adaptive execution may have replaced. */
    private static Optional<DataWritingCommandExec> writing(SparkPlan plan) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            return writing(adaptive.executedPlan());
        }
        if (plan instanceof QueryStageExec stage) {
            return writing(stage.plan());
        }
        return plan instanceof DataWritingCommandExec command ? Optional.of(command) : Optional.empty();
    }

    /** How many there are, once the write has returned; -1 if Spark has not told. */
    public long count() {
        SQLMetric counted = rows;
        return counted == null ? -1 : counted.value();
    }

    @Override
    public void close() {
        AWAITED.remove(output);
    }

    /** The same for a path that is written with its file system and without. */
    private static String key(Path output) {
        return output.toUri().getPath();
    }
}
