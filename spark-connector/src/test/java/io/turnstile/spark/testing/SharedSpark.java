package io.turnstile.spark.testing;

import io.turnstile.spark.TurnstileExtensions;
import io.turnstile.spark.TurnstilePlugin;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The JVM's only Spark session, {@code local[2]}: started when first asked for, and stopped with the JVM. */
public final class SharedSpark {
    private SharedSpark() {}

    private static final class Holder {
        static final SparkSession SESSION = SparkSession.builder()
                .master("local[2]")
                .appName("tests")
                .config("spark.ui.port", "0")
                .config("spark.metrics.namespace", "spark")
                .config(
                        "spark.metrics.conf.*.sink.prometheusServlet.class",
                        "org.apache.spark.metrics.sink.PrometheusServlet")
                .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target", "warehouse").toUri().toString())
                .config("spark.plugins", TurnstilePlugin.class.getName())
                .config("spark.sql.extensions", TurnstileExtensions.class.getName())
                .config("spark.hadoop.fs.counted.impl", CountingFileSystem.class.getName())
                .getOrCreate();
    }

    public static SparkSession session() {
        return Holder.SESSION;
    }

    /** Another session of the same application, with settings of its own. */
    public static SparkSession other(Map<String, String> settings) {
        SparkSession other = session().newSession();
        settings.forEach(other.conf()::set);
        return other;
    }

    /** Runs something with other settings of the session, and puts them back. */
    public static <T> T with(Map<String, String> settings, Callable<T> action) throws Exception {
        SparkSession session = session();
        Map<String, Option<String>> before = new HashMap<>();
        settings.forEach((key, value) -> {
            before.put(key, session.conf().getOption(key));
            session.conf().set(key, value);
        });
        try {
            return action.call();
        } finally {
            before.forEach((key, value) -> {
                if (value.isDefined()) {
                    session.conf().set(key, value.get());
                } else {
                    session.conf().unset(key);
                }
            });
        }
    }
}
