package io.turnstile.spark.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;

/** The physical plans of the shared session's queries, as its SQL tab shows them. */
public final class PlannedQueries {
    private PlannedQueries() {}

    /** Those of all that an action runs, and of what that runs in its turn. */
    public static List<String> of(Callable<?> action) throws Exception {
        var context = SharedSpark.session().sparkContext();
        List<String> plans = new CopyOnWriteArrayList<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onOtherEvent(SparkListenerEvent event) {
                if (event instanceof SparkListenerSQLExecutionStart start) {
                    plans.add(start.physicalPlanDescription());
                }
            }
        };
        context.listenerBus().waitUntilEmpty();
        context.addSparkListener(listener);
        try {
            action.call();
            context.listenerBus().waitUntilEmpty();
        } finally {
            context.removeSparkListener(listener);
        }
        return List.copyOf(plans);
    }
}
