package io.turnstile.bench.hdfs;

import io.turnstile.core.testing.Requests;
import java.util.Map;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;

/**
 * A commit protocol, Spark's own with a look at the clock, and at what the NameNode has been asked, when the last task
 * has ended: what follows is the commit of the job, whichever committer does it.
 */
public final class WatchedCommit extends SQLHadoopMapReduceCommitProtocol {
    private static final long serialVersionUID = 1;

    private static volatile long lastTaskEnded;
    private static volatile Map<String, Integer> askedBefore = Map.of();

    /** As Spark makes one. */
    public WatchedCommit(String job, String path, boolean dynamicPartitionOverwrite) {
        super(job, path, dynamicPartitionOverwrite);
    }

    /** When the last task of the last job ended, by {@link System#nanoTime}. */
    static long lastTaskEnded() {
        return lastTaskEnded;
    }

    /** What the last job's tasks, and all before them, have asked. */
    static Map<String, Integer> askedBefore() {
        return askedBefore;
    }

    /** On the driver, for each task in turn. */
    @Override
    public void onTaskCommit(FileCommitProtocol.TaskCommitMessage message) {
        super.onTaskCommit(message);
        askedBefore = Requests.soFar();
        lastTaskEnded = System.nanoTime();
    }
}
