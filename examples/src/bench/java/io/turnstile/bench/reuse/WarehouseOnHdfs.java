package io.turnstile.bench.reuse;

import io.turnstile.bench.Setting;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.Conf;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A Spark session with reuse, whose inputs and whose root are on an HDFS in this JVM. */
record WarehouseOnHdfs(BenchSpark spark, Warehouse warehouse, Path everything) implements AutoCloseable {
    /** With an empty root, and no table yet. */
    static WarehouseOnHdfs started(Setting setting) throws IOException {
        MiniHdfs hdfs = MiniHdfs.shared();
        Map<String, String> conf = new TreeMap<>(Conf.reuse());
        conf.putAll(Conf.interpreted(setting));
        hdfs.configuration().forEach(each -> {
            if (each.getKey().startsWith("dfs.client.") || each.getKey().equals("fs.defaultFS")) {
                conf.put("spark.hadoop." + each.getKey(), each.getValue());
            }
        });
        Path everything = hdfs.freshRoot("reuse");
        Path root = new Path(everything, "root");
        root.getFileSystem(hdfs.configuration()).mkdirs(root);
        return new WarehouseOnHdfs(
                BenchSpark.startedOn(root.toString(), setting.work(), conf),
                new Warehouse(new Path(everything, "star").toString()),
                everything);
    }

    SparkSession session() {
        return spark.session();
    }

    Path root() {
        return new Path(spark.root());
    }

    static Configuration configuration() {
        return MiniHdfs.shared().configuration();
    }

    @Override
    public void close() {
        spark.close();
    }
}
