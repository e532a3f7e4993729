package io.turnstile.spark;

import io.turnstile.spark.advice.PartsListener;
import io.turnstile.spark.event.ApplicationMetrics;
import io.turnstile.spark.ui.TurnstileTab;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * A Spark plugin ({@link SparkPlugin}) that shows what Turnstile does for an application: in a tab of Spark's UI, and in
 * its metrics system as {@code plugin.io.turnstile.spark.TurnstilePlugin.hits} and so on; and that has the parts of queries
 * written to the event log, where {@code spark.turnstile.advise} is true. Everything else works without it.
 *
 * <pre>
 * spark.plugins=io.turnstile.spark.TurnstilePlugin
 * </pre>
 */
public final class TurnstilePlugin implements SparkPlugin {
    /** For Spark, which makes one. */
    public TurnstilePlugin() {}

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            private @Nullable SparkContext application;

            @Override
            public Map<String, String> init(SparkContext context, PluginContext plugin) {
                application = context;
                TurnstileTab.attach(context);
                return Map.of();
            }

            @Override
            public void registerMetrics(String id, PluginContext plugin) {
                if (application != null) {
                    ApplicationMetrics.register(application, plugin.metricRegistry());
                    // Now, as there is an event log only since the plugin was made.
                    PartsListener.attach(application);
                }
            }

            @Override
            public void shutdown() {
                if (application != null) {
                    ApplicationMetrics.forget(application);
                }
            }
        };
    }

    /** None: locks and datasets are the driver's business. */
    @Override
    public @Nullable ExecutorPlugin executorPlugin() {
        return null;
    }
}
