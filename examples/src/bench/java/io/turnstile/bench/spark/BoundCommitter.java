package io.turnstile.bench.hdfs;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory;
import org.apache.parquet.hadoop.ParquetOutputCommitter;

/**
 * An output committer that adapts Hadoop's manifest committer to Spark's Parquet files. Spark takes only a
 * {@link ParquetOutputCommitter} there, which is why those who use Hadoop's committers have one that hands everything
 * on, as this does.
 */
public final class ManifestCommit extends ParquetOutputCommitter {
    private final PathOutputCommitter committer;

    /** As Spark makes one. */
    public ManifestCommit(Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        committer = new ManifestCommitterFactory().createOutputCommitter(output, context);
    }

    @Override
    public Path getWorkPath() throws IOException {
        return committer.getWorkPath();
    }

    @Override
    public void setupJob(JobContext context) throws IOException {
        committer.setupJob(context);
    }

    @Override
    public void commitJob(JobContext context) throws IOException {
        committer.commitJob(context);
    }

    @Override
    public void abortJob(JobContext context, JobStatus.State state) throws IOException {
        committer.abortJob(context, state);
    }

    @Override
    public void setupTask(TaskAttemptContext context) throws IOException {
        committer.setupTask(context);
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
        return committer.needsTaskCommit(context);
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        committer.commitTask(context);
    }

    @Override
    public void abortTask(TaskAttemptContext context) throws IOException {
        committer.abortTask(context);
    }

    @Override
    public String toString() {
        return committer.toString();
    }
}
