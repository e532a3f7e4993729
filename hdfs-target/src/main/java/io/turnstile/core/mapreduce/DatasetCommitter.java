package io.turnstile.core.mapreduce;

import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.jspecify.annotations.Nullable;

/**
 * An OutputCommitter that makes a dataset out of a job whose output path is {@code <dataset>/_new}.
 *
 * <ol>
 *   <li><b>Job set-up</b>, on the driver: takes the dataset's lock, waiting for whoever computes it; looks whether it
 *       exists; chooses a generation, and leaves a {@link JobFile} that tells of it.
 *   <li><b>Tasks</b>, anywhere: find the generation by their job's id and commit into it, see {@link StagedGeneration}.
 *   <li><b>Job commit</b>, on the driver: seals the generation, publishes it and gives the lock back. If it fails, the
 *       framework aborts the job.
 * </ol>
 *
 * <p>A driver that dies leaves a lock that runs out, a generation that is collected, and a job file that a later job
 * deletes. Thread-safe, as an application master asks from several threads.
 */
final class DatasetCommitter extends PathOutputCommitter {
    private enum State {
        NOT_SET_UP,
        SETTING_UP,
        SET_UP,
        COMMITTED,
        ABORTED
    }

    private final Storage storage;
    private final NewOutput output;
    private final TaskAttemptContext made;
    private State state = State.NOT_SET_UP;
    private @Nullable JobWrite job;
    private @Nullable JobFile found;

    DatasetCommitter(Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        this.storage = StorageFactory.open(output, context.getConfiguration());
        this.output = new NewOutput(storage.qualify(output));
        this.made = context;
    }

    @Override
    public Path getOutputPath() {
        return output.path();
    }

    @Override
    public Path getWorkPath() throws IOException {
        return staged(made).attemptDirectory(Attempts.tag(made));
    }

    @Override
    public void setupJob(JobContext context) throws IOException {
        enter(State.NOT_SET_UP, State.SETTING_UP, context);
        boolean begun = false;
        JobWrite write;
        try {
            // Outside of our own lock: this waits for others, and the job may be aborted meanwhile.
            write = JobWrite.begin(output, context);
            begun = true;
        } finally {
            if (!begun) {
                leaveSetup();
            }
        }
        setUp(write, context);
    }

    private synchronized void enter(State from, State to, JobContext context) throws IOException {
        if (state != from) {
            throw new IOException("Cannot set up job " + JobFile.id(context) + ": it "
                    + (state == State.ABORTED ? "was aborted" : "was set up before"));
        }
        state = to;
    }

    private synchronized void leaveSetup() {
        if (state == State.SETTING_UP) {
            state = State.NOT_SET_UP;
        }
    }

    private synchronized void setUp(JobWrite write, JobContext context) throws IOException {
        job = write;
        try {
            enter(State.SETTING_UP, State.SET_UP, context);
        } catch (IOException aborted) {
            endJob();
            throw aborted;
        }
    }

    /** Commits once; called again after that, it does nothing. */
    @Override
    public synchronized void commitJob(JobContext context) throws IOException {
        if (state == State.COMMITTED) {
            return;
        }
        if (job == null) {
            throw new IOException("Cannot commit job " + JobFile.id(context) + " to " + output.path() + ": it "
                    + (state == State.ABORTED ? "was aborted" : "was not set up here"));
        }
        job.commit();
        state = State.COMMITTED;
        endJob();
    }

    /** Drops everything that was not published. What is committed stays committed. */
    @Override
    public synchronized void abortJob(JobContext context, JobStatus.State reason) {
        if (state == State.SETTING_UP || state == State.SET_UP) {
            state = State.ABORTED;
        }
        if (job != null && reason == JobStatus.State.FAILED) {
            job.fail();
        }
        endJob();
    }

    private void endJob() {
        if (job != null) {
            job.end();
            job = null;
        }
    }

    /** Does nothing: a framework that calls this calls one of those above as well. */
    @Override
    @Deprecated
    public void cleanupJob(JobContext context) {}

    /** Makes nothing: an attempt's directory comes into being with its first file. */
    @Override
    public void setupTask(TaskAttemptContext context) {
        Attempts.nameFiles(new StagedGeneration(storage, output.path()), context);
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
        return find(context).publish() && staged(context).hasOutput(Attempts.tag(context));
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        if (find(context).publish()) {
            staged(context).commitAttempt(Attempts.tag(context));
        }
    }

    @Override
    public void abortTask(TaskAttemptContext context) throws IOException {
        try {
            staged(context).abortAttempt(Attempts.tag(context));
        } catch (FileNotFoundException over) {
            // With the job, everything that its tasks had written was deleted or sealed.
            return;
        }
    }

    private StagedGeneration staged(TaskAttemptContext context) throws IOException {
        return new StagedGeneration(
                storage, output.layout().generation(find(context).generation()));
    }

    private synchronized JobFile find(TaskAttemptContext context) throws IOException {
        if (found == null) {
            found = JobFile.read(storage, output.layout(), JobFile.id(context));
        }
        return found;
    }

    @Override
    public String toString() {
        return "dataset " + output.dataset() + (job == null ? "" : ", " + job);
    }
}
