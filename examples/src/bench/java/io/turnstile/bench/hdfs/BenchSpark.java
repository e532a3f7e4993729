package io.turnstile.bench.hdfs;

import io.turnstile.spark.TurnstileCatalog;
import io.turnstile.target.testing.MiniHdfs;
import org.apache.spark.sql.SparkSession;

/** A Spark session with two cores, and a root as its catalog {@code cache}. */
final class BenchSpark {
    private BenchSpark() {}

    /** The only one of the JVM, which ends with it. */
    static SparkSession started(BenchRoot root) {
        String catalog = "spark.sql.catalog.cache";
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config(catalog, TurnstileCatalog.class.getName())
                .config(catalog + ".root", root.path().toString())
                .config(catalog + ".redis", root.redis())
                .config("spark.sql.sources.commitProtocolClass", WatchedCommit.class.getName());
        // Plain writes profit as ours do: else whoever closes a small file may sleep for 400 ms.
        MiniHdfs.shared().configuration().forEach(setting -> {
            if (setting.getKey().startsWith("dfs.client.") || setting.getKey().equals("fs.defaultFS")) {
                builder.config("spark.hadoop." + setting.getKey(), setting.getValue());
            }
        });
        return builder.getOrCreate();
    }
}
