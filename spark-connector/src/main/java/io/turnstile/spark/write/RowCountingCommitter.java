package io.turnstile.spark.write;

import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.spark.session.WrittenRows;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.jspecify.annotations.Nullable;

/**
 * An output committer for our own writes, which want to know how many rows were written. Spark makes it, on driver and
 * executors.
 */
public final class RowCountingCommitter extends TurnstileOutputCommitter {
    private final @Nullable Path output;

    public RowCountingCommitter(@Nullable Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        this.output = output;
    }

    @Override
    public void commitJob(JobContext context) throws IOException {
        if (output != null) {
            WrittenRows.committing(output);
        }
        super.commitJob(context);
    }
}
