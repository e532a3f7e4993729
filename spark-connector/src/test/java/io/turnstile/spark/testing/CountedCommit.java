package io.turnstile.spark.testing;

import io.turnstile.target.testing.Requests;
import java.util.Map;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;
import scala.collection.immutable.Seq;

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

    @Override
    public void commitJob(JobContext context, Seq<FileCommitProtocol.TaskCommitMessage> messages) {
        before = Requests.soFar();
        super.commitJob(context, messages);
    }
}
