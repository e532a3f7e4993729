package io.turnstile.core.mapreduce;

import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;

/**
 * An OutputCommitter that commits the output of tasks into a generation whose directory is the job's output path. It
 * commits tasks only: whoever began the generation seals and publishes it when the job has ended, or deletes it.
 */
final class GenerationCommitter extends PathOutputCommitter {
    private final Path generation;
    private final StagedGeneration staged;
    private final Path workPath;

    GenerationCommitter(Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        Storage storage = StorageFactory.open(output, context.getConfiguration());
        this.generation = storage.qualify(output);
        this.staged = new StagedGeneration(storage, generation);
        this.workPath = staged.attemptDirectory(Attempts.tag(context));
    }

    @Override
    public Path getOutputPath() {
        return generation;
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

    /** Does nothing, as those above. */
    @Override
    @Deprecated
    public void cleanupJob(JobContext context) {}

    /** Makes nothing: an attempt's directory comes into being with its first file. */
    @Override
    public void setupTask(TaskAttemptContext context) {
        Attempts.nameFiles(staged, context);
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
        return staged.hasOutput(Attempts.tag(context));
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        staged.commitAttempt(Attempts.tag(context));
    }

    @Override
    public void abortTask(TaskAttemptContext context) throws IOException {
        staged.abortAttempt(Attempts.tag(context));
    }

    @Override
    public String toString() {
        return "generation " + generation;
    }
}
