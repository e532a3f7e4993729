package io.turnstile.spark.advice;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.util.QueryExecutionListener;

/** What is told of the queries that an action runs, in the order in which they end. */
final class HeardParts implements QueryExecutionListener {
    private final List<QueryParts> heard = new ArrayList<>();

    private HeardParts() {}

    static List<QueryParts> during(SparkSession session, Runnable action) {
        HeardParts listener = new HeardParts();
        session.listenerManager().register(listener);
        try {
            action.run();
            session.sparkContext().listenerBus().waitUntilEmpty();
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError(late);
        } finally {
            session.listenerManager().unregister(listener);
        }
        return listener.heard;
    }

    @Override
    public void onSuccess(String action, QueryExecution query, long nanos) {
        PartsOfQuery.of(heard.size(), query).ifPresent(heard::add);
    }

    @Override
    public void onFailure(String action, QueryExecution query, Exception failure) {
        throw new AssertionError(failure);
    }
}
