package io.turnstile.target.mapreduce;

import io.turnstile.target.staging.AttemptTag;
import io.turnstile.target.staging.StagedGeneration;
import io.turnstile.target.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * Commits the output of tasks into a generation whose directory is the job's output path. One of them is made on the
 * driver and one for each task attempt, on any executor.
 *
 * <p>It commits tasks only. Whoever began the generation seals and publishes it when the job has ended, or deletes it.
 * It extends Hadoop's committer because Spark and MapReduce ask that class for the directory to write to.
 */
public final class TurnstileOutputCommitter extends FileOutputCommitter {
    private final Path generation;
    private final StagedGeneration staged;
    private final Path workPath;

    /** The way in which Spark and MapReduce make one. */
    public TurnstileOutputCommitter(Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        Storage storage = Storage.of(output, context.getConfiguration());
        this.generation = storage.qualify(output);
        this.staged = new StagedGeneration(storage, generation);
        this.workPath = staged.attemptDirectory(tag(context));
    }

    private static AttemptTag tag(TaskAttemptContext context) {
        TaskAttemptID id = context.getTaskAttemptID();
        int task = id.getTaskID().getId();
        return id.getTaskType() == TaskType.REDUCE
                ? AttemptTag.ofReducer(task, id.getId())
                : new AttemptTag(task, id.getId());
    }

    @Override
    public Path getWorkPath() {
        return workPath;
    }

    @Override
    public void setupJob(JobContext context) throws IOException {
        staged.begin();
    }

    /** Does nothing: the generation is sealed and published by whoever began it. */
    @Override
    public void commitJob(JobContext context) {}

    /** Does nothing: the generation is deleted by whoever began it. */
    @Override
    public void abortJob(JobContext context, JobStatus.State state) {}

    /** Does nothing: an attempt's directory comes into being with its first file. */
    @Override
    public void setupTask(TaskAttemptContext context) {}

    @Override
    public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
        return staged.hasOutput(tag(context));
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        staged.commitAttempt(tag(context));
    }

    @Override
    public void abortTask(TaskAttemptContext context) throws IOException {
        staged.abortAttempt(tag(context));
    }

    /** A job that starts again starts with a generation of its own. */
    @Override
    public boolean isRecoverySupported(JobContext context) {
        return false;
    }

    @Override
    public boolean isCommitJobRepeatable(JobContext context) {
        return false;
    }

    @Override
    public String toString() {
        return "TurnstileOutputCommitter{" + generation + "}";
    }
}
