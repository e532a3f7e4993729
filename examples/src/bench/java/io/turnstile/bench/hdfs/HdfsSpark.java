package io.turnstile.bench.hdfs;

import io.turnstile.bench.spark.Conf;
import io.turnstile.bench.spark.WatchedCommit;
import io.turnstile.core.testing.MiniHdfs;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A Spark session with two cores, and a root as its catalog {@code cache}. */
final class HdfsSpark {
    private HdfsSpark() {}

    /** The only one of the JVM, which ends with it. */
    static SparkSession started(BenchRoot root, Path work) {
        SparkSession.Builder builder = SparkSession.builder();
        Conf.application(2, work).forEach(builder::config);
        Conf.turnstile(root.path().toString(), root.redis()).forEach(builder::config);
        builder.config("spark.sql.sources.commitProtocolClass", WatchedCommit.class.getName());
        // Plain writes profit as ours do: else whoever closes a small file may sleep for 400 ms.
        MiniHdfs.shared().configuration().forEach(setting -> {
            if (setting.getKey().startsWith("dfs.client.") || setting.getKey().equals("fs.defaultFS")) {
                builder.config("spark.hadoop." + setting.getKey(), setting.getValue());
            }
        });
        return builder.getOrCreate();
    }
}
