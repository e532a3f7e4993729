package io.turnstile.examples.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A latch that stops a read half-way: its tasks read some rows, then wait until the gate is opened. Everything here is
 * static, as tasks get copies of the objects that they are sent; it works where they run in the application's own JVM,
 * for one read.
 */
final class ReadGate {
    private static final long ROWS = 1_000;

    private static final AtomicLong passed = new AtomicLong();
    private static final CountDownLatch reached = new CountDownLatch(1);
    private static final CountDownLatch opened = new CountDownLatch(1);

    private ReadGate() {}

    /** The same rows, all of them, held up after the first few. */
    static Dataset<Row> hold(Dataset<Row> data) {
        return data.filter((FilterFunction<Row>) row -> pass());
    }

    private static boolean pass() throws InterruptedException {
        if (passed.incrementAndGet() > ROWS) {
            reached.countDown();
            opened.await();
        }
        return true;
    }

    /** Waits until a task stands at the gate, and tells how many rows have been read by then. */
    static long awaitReader() throws InterruptedException {
        reached.await();
        return ROWS;
    }

    /** Lets everything through from now on. */
    static void open() {
        opened.countDown();
    }
}
