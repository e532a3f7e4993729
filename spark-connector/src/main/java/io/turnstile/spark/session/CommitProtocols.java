package io.turnstile.spark.session;

import io.turnstile.core.option.InvalidOptionException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol;

/** The check of a session's commit protocol: only Spark's own hands the files of a write to the committer that it names. */
public final class CommitProtocols {
    private static final String SETTING = "spark.sql.sources.commitProtocolClass";

    private CommitProtocols() {}

    /**
     * Sees to it that the committer that a write names is used.
     *
     * @throws InvalidOptionException if the session has another protocol, by which nothing could be published
     */
    public static void requireOurCommitter(SparkSession session) {
        String protocol = session.conf().get(SETTING, SQLHadoopMapReduceCommitProtocol.class.getName());
        if (!isSparksOwn(protocol)) {
            throw new InvalidOptionException("Cannot write datasets with " + SETTING + "=" + protocol
                    + ": it does not hand files to an output committer. Unset it for this session, spark.conf.unset(\""
                    + SETTING + "\").");
        }
    }

    private static boolean isSparksOwn(String protocol) {
        try {
            ClassLoader classes = Thread.currentThread().getContextClassLoader();
            return SQLHadoopMapReduceCommitProtocol.class.isAssignableFrom(Class.forName(protocol, false, classes));
        } catch (ClassNotFoundException unknown) {
            return true; // Spark says so itself, before it computes anything.
        }
    }
}
