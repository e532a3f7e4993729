package io.turnstile.core.testing;

import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.server.namenode.AuditLogger;

/**
 * Counts what clients ask of the NameNode of {@link MiniHdfs}, by what its audit log calls it: {@code listStatus} for each
 * page, {@code rename}, {@code delete}, {@code create}, {@code open}, {@code mkdirs}, {@code getfileinfo}.
 */
public final class Requests implements AuditLogger {
    private static final Map<String, Integer> COUNTED = new TreeMap<>();
    private static String below = "";

    /** What a test does to the file system. */
    public interface Work {
        void run() throws Exception;
    }

    /** Counts what is asked of the paths below one, while the work is done. */
    public static Map<String, Integer> during(Work work, Path directory) throws Exception {
        synchronized (COUNTED) {
            COUNTED.clear();
            below = directory.toUri().getPath() + "/";
        }
        try {
            work.run();
        } finally {
            synchronized (COUNTED) {
                below = "";
            }
        }
        return soFar();
    }

    /** What has been asked while the work is being done, for a look in the middle of it. */
    public static Map<String, Integer> soFar() {
        synchronized (COUNTED) {
            return new TreeMap<>(COUNTED);
        }
    }

    /** For the NameNode, which makes one. */
    @Override
    public void initialize(Configuration configuration) {}

    /** Comes before the answer, so nothing is missing when a client goes on. */
    @Override
    public void logAuditEvent(
            boolean succeeded,
            String user,
            InetAddress address,
            String command,
            String source,
            String destination,
            FileStatus status) {
        synchronized (COUNTED) {
            if (!below.isEmpty() && source != null && source.startsWith(below)) {
                COUNTED.merge(command.split(" ", 2)[0], 1, Integer::sum);
            }
        }
    }
}
