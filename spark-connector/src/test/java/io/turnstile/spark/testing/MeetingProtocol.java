package io.turnstile.spark.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;

/**
 * How Spark commits a task, but that two attempts of the first task wait for one another: when both have written all their
 * rows, and, if it is so set, again when both are committed. So neither ends before the other has come as far.
 */
public final class MeetingProtocol extends SQLHadoopMapReduceCommitProtocol {
    /** The directory where they meet; each leaves a file there for each meeting. */
    public static final String PLACE = "test.meeting.place";

    /** Whether they meet again. */
    public static final String AGAIN = "test.meeting.again";

    private static final long serialVersionUID = 1;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** As Spark makes one. */
    public MeetingProtocol(String job, String path, boolean dynamicPartitionOverwrite) {
        super(job, path, dynamicPartitionOverwrite);
    }

    @Override
    public FileCommitProtocol.TaskCommitMessage commitTask(TaskAttemptContext context) {
        boolean meets = context.getTaskAttemptID().getTaskID().getId() == 0;
        if (meets) {
            meet("written", context);
        }
        FileCommitProtocol.TaskCommitMessage message = super.commitTask(context);
        if (meets && context.getConfiguration().getBoolean(AGAIN, false)) {
            meet("committed", context);
        }
        return message;
    }

    private static void meet(String stage, TaskAttemptContext context) {
        Path place = Path.of(context.getConfiguration().get(PLACE), stage);
        try {
            Files.createDirectories(place);
            Files.createFile(place.resolve(context.getTaskAttemptID().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long begun = System.nanoTime();
        File here = place.toFile();
        while (here.list().length < 2) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException("No other attempt came to " + place);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
