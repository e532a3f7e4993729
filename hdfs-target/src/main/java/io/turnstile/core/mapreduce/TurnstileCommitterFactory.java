package io.turnstile.core.mapreduce;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;

/**
 * The committer factory that makes MapReduce use {@link TurnstileOutputCommitter}: name this class in
 * {@code mapreduce.outputcommitter.factory.scheme.hdfs}.
 */
public final class TurnstileCommitterFactory extends PathOutputCommitterFactory {
    @Override
    public PathOutputCommitter createOutputCommitter(Path output, TaskAttemptContext context) throws IOException {
        return new TurnstileOutputCommitter(output, context);
    }
}
