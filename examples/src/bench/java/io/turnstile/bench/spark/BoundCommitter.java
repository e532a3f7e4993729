package io.turnstile.bench.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.parquet.hadoop.ParquetOutputCommitter;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

/**
 * An output committer that adapts the one which Hadoop's configuration binds to the file system, such as its manifest committer,
 * to Spark's Parquet files. Spark takes only a {@link ParquetOutputCommitter} there, which is why those who use Hadoop's
 * committers have one that hands everything on, as this does.
 */
public final class BoundCommitter extends ParquetOutputCommitter {
    private final PathOutputCommitter committer;

    /** As Spark makes one. */
    public BoundCommitter(Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
        committer = PathOutputCommitterFactory.createCommitter(output, context);
    }

    /**
     * Has a write of Parquet use it.
     *
     * @param scheme of the path that is written to
     * @param factory the class that makes the committer
     */
    public static DataFrameWriter<Row> bind(DataFrameWriter<Row> writer, String scheme, String factory) {
        return writer.option("spark.sql.parquet.output.committer.class", BoundCommitter.class.getName())
                .option("mapreduce.outputcommitter.factory.scheme." + scheme, factory)
                .option("spark.sql.sources.writeJobUUID", UUID.randomUUID().toString());
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
