package io.turnstile.bench.spark;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A measurement of the time to the first task: how long it takes from naming a table until the first task of a query
 * that reads all of it runs. Told by the task itself, which then fails the query: what else runs before it, such as a
 * job that lists files, is part of what it takes.
 */
final class FirstTask {
    /** Tasks run in this JVM. Those of an earlier query may still be there, and are not to be taken for a later one's. */
    private static final Map<UUID, CompletableFuture<Long>> BEGUN = new ConcurrentHashMap<>();

    private FirstTask() {}

    /**
     * Measures it, in seconds.
     *
     * @param open names the table
     */
    static double of(Supplier<Dataset<Row>> open) throws Exception {
        UUID query = UUID.randomUUID();
        CompletableFuture<Long> begun = new CompletableFuture<>();
        BEGUN.put(query, begun);
        long start = System.nanoTime();
        try {
            open.get().foreachPartition((ForeachPartitionFunction<Row>) rows -> {
                BEGUN.get(query).complete(System.nanoTime());
                throw new EnoughException();
            });
        } catch (Exception expected) { // A checked one, of which Spark's signature does not tell.
            if (!begun.isDone()) {
                throw expected;
            }
        }
        return (begun.join() - start) / 1e9;
    }

    private static final class EnoughException extends Exception {
        private static final long serialVersionUID = 1;

        EnoughException() {
            super("The first task runs");
        }
    }
}
