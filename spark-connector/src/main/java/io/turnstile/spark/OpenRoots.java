package io.turnstile.spark;

import io.turnstile.target.DatasetRoot;
import io.turnstile.target.TargetOptions;
import io.turnstile.target.identity.Application;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The roots that applications in this JVM have opened. All sessions of an application share a root that they open with
 * the same options; when the application ends, its locks and pins are given back.
 */
final class OpenRoots {
    private static final Map<SparkContext, OpenRoots> BY_APPLICATION = new HashMap<>();

    private final Map<Map<String, String>, DatasetRoot> byOptions = new HashMap<>();

    private OpenRoots() {}

    /** The root that the options name. @throws IOException if it cannot be opened; it can be tried again */
    static DatasetRoot open(SparkSession session, Map<String, String> options) throws IOException {
        SparkContext context = session.sparkContext();
        OpenRoots roots;
        synchronized (BY_APPLICATION) {
            roots = BY_APPLICATION.get(context);
            if (roots == null) {
                roots = new OpenRoots();
                BY_APPLICATION.put(context, roots);
                context.addSparkListener(new SparkListener() {
                    @Override
                    public void onApplicationEnd(SparkListenerApplicationEnd end) {
                        closeAll(context);
                    }
                });
            }
        }
        return roots.open(context, options);
    }

    private synchronized DatasetRoot open(SparkContext context, Map<String, String> options) throws IOException {
        Map<String, String> key = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        key.putAll(options);
        DatasetRoot root = byOptions.get(key);
        if (root == null) {
            root = DatasetRoot.open(TargetOptions.of(key), application(context), context.hadoopConfiguration());
            byOptions.put(key, root);
        }
        return root;
    }

    private static Application application(SparkContext context) {
        return new Application(
                context.applicationId(),
                context.appName(),
                context.sparkUser(),
                context.getConf().get("spark.driver.host", "unknown host"));
    }

    private static void closeAll(SparkContext context) {
        OpenRoots roots;
        synchronized (BY_APPLICATION) {
            roots = BY_APPLICATION.remove(context);
        }
        if (roots != null) {
            synchronized (roots) {
                roots.byOptions.values().forEach(DatasetRoot::close);
            }
        }
    }
}
