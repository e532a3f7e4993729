package io.turnstile.core.mapreduce;

import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.jspecify.annotations.Nullable;

/**
 * The OutputCommitter that Spark and MapReduce are told to use. What it does depends on the job's output path:
 *
 * <ul>
 *   <li>{@code <root>/travel/route_delays/_new}: the job makes the dataset, see {@link DatasetCommitter};
 *   <li>a generation's directory: its tasks write into a generation that somebody else began, see
 *       {@link GenerationCommitter};
 *   <li>anything else: it is Hadoop's own {@link FileOutputCommitter}, so that it can be bound for all jobs of a session
 *       or a cluster. Only the directory of a dataset is refused.
 * </ul>
 *
 * <p>It extends Hadoop's committer because Spark and MapReduce ask that class for the directory to write to.
 */
public class TurnstileOutputCommitter extends FileOutputCommitter {
    private final PathOutputCommitter chosen;

    /** The way in which Spark and MapReduce make one: on the driver, and for each task attempt on any executor. */
    public TurnstileOutputCommitter(@Nullable Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        chosen = choose(output, context);
    }

    private static PathOutputCommitter choose(@Nullable Path output, TaskAttemptContext context) throws IOException {
        if (output == null || output.isRoot()) {
            return new PlainCommitter(output, context);
        }
        String parent = output.getParent().getName();
        if (parent.equals(Layout.DIRECTORY)
                && GenerationName.parse(output.getName()).isPresent()) {
            return new GenerationCommitter(output, context);
        }
        if (output.getName().equals(NewOutput.NAME)) {
            return new DatasetCommitter(output, context);
        }
        if (parent.equals(NewOutput.NAME)) {
            throw new IOException("Cannot write to " + output + ": a dataset is a whole, and " + output.getParent()
                    + " has no parts to overwrite. With Spark, set spark.sql.sources.partitionOverwriteMode=static.");
        }
        return new PlainCommitter(output, context);
    }

    @Override
    public Path getWorkPath() throws IOException {
        return chosen.getWorkPath();
    }

    @Override
    public void setupJob(JobContext context) throws IOException {
        chosen.setupJob(context);
    }

    @Override
    public void commitJob(JobContext context) throws IOException {
        chosen.commitJob(context);
    }

    @Override
    public void abortJob(JobContext context, JobStatus.State state) throws IOException {
        chosen.abortJob(context, state);
    }

    /** What old frameworks call in place of the two above; they would publish nothing. */
    @Override
    @Deprecated
    public void cleanupJob(JobContext context) throws IOException {
        chosen.cleanupJob(context);
    }

    @Override
    public void setupTask(TaskAttemptContext context) throws IOException {
        chosen.setupTask(context);
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
        return chosen.needsTaskCommit(context);
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        chosen.commitTask(context);
    }

    @Override
    public void abortTask(TaskAttemptContext context) throws IOException {
        chosen.abortTask(context);
    }

    @Override
    @Deprecated
    public boolean isRecoverySupported() {
        return chosen.isRecoverySupported();
    }

    @Override
    public boolean isRecoverySupported(JobContext context) throws IOException {
        return chosen.isRecoverySupported(context);
    }

    @Override
    public void recoverTask(TaskAttemptContext context) throws IOException {
        chosen.recoverTask(context);
    }

    @Override
    public boolean isCommitJobRepeatable(JobContext context) throws IOException {
        return chosen.isCommitJobRepeatable(context);
    }

    @Override
    public String toString() {
        return "TurnstileOutputCommitter{" + chosen + "}";
    }
}
