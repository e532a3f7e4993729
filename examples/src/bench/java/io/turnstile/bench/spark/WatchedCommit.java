package io.turnstile.bench.spark;

import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;

/**
 * A commit protocol, Spark's own with a look at the clock, and at whatever else is to be seen, when the last task has ended:
 * what follows is the commit of the job, whichever committer does it.
 */
public final class WatchedCommit extends SQLHadoopMapReduceCommitProtocol {
    private static final long serialVersionUID = 1;

    private static volatile Runnable look = () -> {};
    private static volatile long lastTaskEnded;

    /** As Spark makes one. */
    public WatchedCommit(String job, String path, boolean dynamicPartitionOverwrite) {
        super(job, path, dynamicPartitionOverwrite);
    }

    /** From now on this is done at the end of each task, and so last at that of the last one. */
    public static void atTaskEnd(Runnable look) {
        WatchedCommit.look = look;
    }

    /** When the last task of the last job ended, by {@link System#nanoTime}. */
    public static long lastTaskEnded() {
        return lastTaskEnded;
    }

    /** On the driver, for each task in turn. */
    @Override
    public void onTaskCommit(FileCommitProtocol.TaskCommitMessage message) {
        super.onTaskCommit(message);
        look.run();
        lastTaskEnded = System.nanoTime();
    }
}
