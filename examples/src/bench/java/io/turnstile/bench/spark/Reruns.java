package io.turnstile.bench.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table that is computed again and again, with other values each time, while others read it.
 *
 * @param rows how many it has
 * @param rerun puts rows in its place
 * @param open names it, for one read
 */
record Reruns(int rows, Consumer<Dataset<Row>> rerun, Supplier<Dataset<Row>> open) {
    private static final int READERS = 2;
    private static final int FILES = 8;

    /**
     * What came of it.
     *
     * @param failure the first one, if there was one
     */
    record Outcome(int reads, int failed, String failure) {
        @Override
        public String toString() {
            return "%d of %d failed%s".formatted(failed, reads, failed == 0 ? "" : ", " + failure);
        }
    }

    /** Reruns it so many times, and reads for as long as that takes. */
    Outcome watched(SparkSession session, int times) throws Exception {
        rerun.accept(computed(session, 0));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<List<String>>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> {
                    List<String> outcomes = new ArrayList<>();
                    while (!over.get()) {
                        outcomes.add(read());
                    }
                    return outcomes;
                }));
            }
            for (int i = 1; i <= times; i++) {
                rerun.accept(computed(session, i));
            }
            over.set(true);
            List<String> outcomes = new ArrayList<>();
            for (Future<List<String>> reader : readers) {
                outcomes.addAll(reader.get());
            }
            List<String> failures =
                    outcomes.stream().filter(outcome -> !outcome.isEmpty()).toList();
            return new Outcome(outcomes.size(), failures.size(), failures.isEmpty() ? "" : failures.get(0));
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private Dataset<Row> computed(SparkSession session, int time) {
        return session.range(0, rows, 1, FILES).selectExpr("hash(id) AS value", time + " AS time");
    }

    /** Gives back nothing, or how it failed. */
    private String read() {
        try {
            Row found = open.get()
                    .selectExpr("count(value)", "min(time)", "max(time)")
                    .first();
            return found.getLong(0) == rows && found.getInt(1) == found.getInt(2) ? "" : "other rows";
        } catch (Exception failure) { // Checked ones, too, of which Spark's signatures do not tell.
            failure.printStackTrace();
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getClass().getSimpleName();
        }
    }
}
