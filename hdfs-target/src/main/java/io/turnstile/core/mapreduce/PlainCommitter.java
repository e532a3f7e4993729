package io.turnstile.core.mapreduce;

import io.turnstile.core.storage.Layout;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.jspecify.annotations.Nullable;

/** Hadoop's own file OutputCommitter, for output that is no dataset. It refuses to write into the directory of one. */
final class PlainCommitter extends FileOutputCommitter {
    PlainCommitter(@Nullable Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
    }

    @Override
    public void setupJob(JobContext context) throws IOException {
        Path output = getOutputPath();
        if (output != null
                && output.getFileSystem(context.getConfiguration()).exists(new Path(output, Layout.DIRECTORY))) {
            throw new IOException("Cannot write to " + output + ": it holds a dataset of Turnstile's, or many. To make"
                    + " a new generation of a dataset, write to <dataset>/" + NewOutput.NAME + ".");
        }
        super.setupJob(context);
    }
}
