package io.turnstile.spark.testing;

import io.turnstile.core.testing.Requests;
import java.util.Map;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;

/** How Spark commits a job, with a look at what has been asked of the NameNode by the time the last task has ended. */
public final class CountedCommit extends SQLHadoopMapReduceCommitProtocol {
    private static final long serialVersionUID = 1;

    private static volatile Map<String, Integer> before = Map.of();

    /** As Spark makes one. */
    public CountedCommit(String job, String path, boolean dynamicPartitionOverwrite) {
        super(job, path, dynamicPartitionOverwrite);
    }

    /** What the last job's tasks, and all before them, have asked. */
    public static Map<String, Integer> beforeCommit() {
        return before;
    }

    /** On the driver, for each task in turn. */
    @Override
    public void onTaskCommit(FileCommitProtocol.TaskCommitMessage message) {
        before = Requests.soFar();
        super.onTaskCommit(message);
    }
}
