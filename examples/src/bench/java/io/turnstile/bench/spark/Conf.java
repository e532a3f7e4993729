package io.turnstile.bench.spark;

import io.turnstile.bench.Setting;
import io.turnstile.bench.Setting.Scale;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The Spark configuration of the benchmarks' applications, as {@code --conf} would set it. */
public final class Conf {
    /** A setting of a session: whether parts of its queries are read from datasets that hold the same. */
    public static final String REUSE = "spark.turnstile.reuse";

    /** A setting of a session: the catalog whose datasets these are, where there are several. */
    public static final String REUSE_CATALOG = "spark.turnstile.reuse.catalog";

    /** A setting of a session: whether its queries tell the event log of their parts. */
    public static final String ADVISE = "spark.turnstile.advise";

    private Conf() {}

    /** What all have: so many task slots, and everything that they write in one directory. */
    public static Map<String, String> application(int cores, Path work) {
        Map<String, String> conf = new TreeMap<>();
        conf.put("spark.app.name", "bench");
        conf.put("spark.master", "local[" + cores + "]");
        conf.put("spark.ui.enabled", "false");
        conf.put("spark.driver.host", "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
        conf.put("spark.local.dir", work.resolve("spark").toString());
        conf.put("spark.sql.warehouse.dir", work.resolve("warehouse").toUri().toString());
        conf.put("spark.sql.shuffle.partitions", Integer.toString(cores));
        return conf;
    }

    /** Our catalog, by the name of {@code cache}. */
    public static Map<String, String> turnstile(String root, String redis) {
        return turnstile("cache", root, redis);
    }

    /** The same by another name. */
    public static Map<String, String> turnstile(String name, String root, String redis) {
        String catalog = "spark.sql.catalog." + name;
        return Map.of(
                catalog, "io.turnstile.spark.TurnstileCatalog", catalog + ".root", root, catalog + ".redis", redis);
    }

    /** Reuse without naming: {@link #REUSE} says of what. */
    public static Map<String, String> reuse() {
        return Map.of("spark.sql.extensions", "io.turnstile.spark.TurnstileExtensions", REUSE, "all");
    }

    /** Event logs in that directory, from which the advisor advises. */
    public static Map<String, String> advised(Path logs) {
        return Map.of(
                "spark.plugins",
                "io.turnstile.spark.TurnstilePlugin",
                ADVISE,
                "true",
                "spark.eventLog.enabled",
                "true",
                "spark.eventLog.dir",
                logs.toUri().toString());
    }

    /** For a sample: so few rows are had sooner without compiling for them. */
    public static Map<String, String> interpreted(Setting setting) {
        return setting.scale() == Scale.QUICK
                ? Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN")
                : Map.of();
    }

    /** A file system and how its clients behave, as Hadoop's own settings say it. */
    public static Map<String, String> hadoop(Configuration configuration) {
        Map<String, String> conf = new TreeMap<>();
        configuration.forEach(entry -> {
            if (entry.getKey().startsWith("dfs.") || entry.getKey().startsWith("fs.")) {
                conf.put("spark.hadoop." + entry.getKey(), entry.getValue());
            }
        });
        return conf;
    }

    /**
     * Delta, as its documentation says: in place of Spark's own catalog. It reads its log in 50 tasks unless told otherwise,
     * which takes longer for logs of this size on few cores.
     */
    static Map<String, String> delta() {
        return Map.of(
                "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
                "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
                "spark.databricks.delta.snapshotPartitions", "2");
    }

    /** Iceberg with tables in a directory, by the name of {@code ice}. */
    static Map<String, String> iceberg(Path warehouse) {
        return Map.of(
                "spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog",
                "spark.sql.catalog.ice.type", "hadoop",
                "spark.sql.catalog.ice.warehouse", warehouse.toUri().toString());
    }
}
