package io.turnstile.spark.session;

import org.apache.spark.sql.Dataset;

/** What a query leaves behind that is not run, because what it would compute is there. */
public final class SkippedQuery {
    private SkippedQuery() {}

    /** Completes the observations that are made of it, for whoever asks for what they hold. Runs no job. */
    public static void completeObservations(Dataset<?> query) {
        SkippedObservations.complete(
                query.sparkSession(), query.queryExecution().analyzed());
    }
}
