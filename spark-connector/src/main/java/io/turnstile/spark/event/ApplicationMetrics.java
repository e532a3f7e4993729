package io.turnstile.spark.event;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.RootActivity;
import io.turnstile.spark.TurnstilePlugin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;

/**
 * The counters, timers and gauges that {@link TurnstilePlugin} shows of an application in Spark's metrics system.
 * Without the plugin there are none, and nothing is counted. Thread-safe.
 */
public final class ApplicationMetrics {
    private static final Map<SparkContext, ApplicationMetrics> BY_APPLICATION = new ConcurrentHashMap<>();

    private final MetricRegistry registry;
    private final List<DatasetRoot> roots = new CopyOnWriteArrayList<>();
    private volatile RootActivity before = new RootActivity(0, 0, 0);

    private ApplicationMetrics(MetricRegistry registry) {
        this.registry = registry;
        for (DatasetEvent.Action action : DatasetEvent.Action.values()) {
            registry.counter(nameOf(action));
        }
        registry.counter("reruns");
        registry.counter("waited");
        registry.timer("waitTime");
        registry.timer("computeTime");
        gauge("degraded", RootActivity::callsWithoutService);
        gauge("collectedGenerations", RootActivity::generationsCollected);
        gauge("collectedBytes", RootActivity::bytesCollected);
    }

    /** Begins to count for an application. */
    public static void register(SparkContext application, MetricRegistry registry) {
        BY_APPLICATION.put(application, new ApplicationMetrics(registry));
    }

    /** Ends it. */
    public static void forget(SparkContext application) {
        BY_APPLICATION.remove(application);
    }

    /** Those of an application; empty if it has no plugin. */
    public static Optional<ApplicationMetrics> of(SparkContext application) {
        return Optional.ofNullable(BY_APPLICATION.get(application));
    }

    /** A root that was closed before the application ends: what it did still counts, and it is kept no longer. */
    public synchronized void closed(DatasetRoot root) {
        if (roots.remove(root)) {
            RootActivity did = root.activity();
            before = new RootActivity(
                    before.callsWithoutService() + did.callsWithoutService(),
                    before.generationsCollected() + did.generationsCollected(),
                    before.bytesCollected() + did.bytesCollected());
        }
    }

    /** A root to be looked at as well. */
    public void opened(DatasetRoot root) {
        roots.add(root);
    }

    void count(DatasetEvent event) {
        registry.counter(nameOf(event.action())).inc();
        if (event.waited().compareTo(Duration.ZERO) > 0) {
            registry.counter("waited").inc();
            registry.timer("waitTime").update(event.waited());
        }
        if (event.action() == DatasetEvent.Action.COMPUTED) {
            registry.timer("computeTime").update(event.computeTime());
        }
        if (event.rerun()) {
            registry.counter("reruns").inc();
        }
    }

    private static String nameOf(DatasetEvent.Action action) {
        return switch (action) {
            case COMPUTED -> "computed";
            case REUSED -> "hits";
            case READ -> "reads";
            case REMOVED -> "removed";
            case REFUSED -> "refused";
        };
    }

    private void gauge(String name, ToLongFunction<RootActivity> value) {
        registry.register(name, (Gauge<Long>)
                () -> Stream.concat(Stream.of(before), roots.stream().map(DatasetRoot::activity))
                        .mapToLong(value)
                        .sum());
    }
}
