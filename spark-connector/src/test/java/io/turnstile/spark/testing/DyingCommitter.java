package io.turnstile.spark.testing;

import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/** Commits the first task, and then its executor dies before anybody is told. It does so once. */
public final class DyingCommitter extends TurnstileOutputCommitter {
    /** The file that tells, with the attempt's name, that it has happened. */
    public static final String WILL = "test.will";

    /** As Spark makes one. */
    public DyingCommitter(org.apache.hadoop.fs.Path output, TaskAttemptContext context) throws IOException {
        super(output, context);
    }

    @Override
    public void commitTask(TaskAttemptContext context) throws IOException {
        super.commitTask(context);
        if (context.getTaskAttemptID().getTaskID().getId() == 0) {
            try {
                Path will = Path.of(context.getConfiguration().get(WILL));
                Files.createFile(will);
                Files.writeString(will, context.getTaskAttemptID().toString());
                Runtime.getRuntime().halt(137);
            } catch (FileAlreadyExistsException itHasHappened) {
                return;
            }
        }
    }
}
