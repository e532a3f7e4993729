package io.turnstile.spark.write;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import org.apache.spark.sql.Observation;

/** What was observed of a query that has run. */
final class Observed {
    private Observed() {}

    /** @throws InterruptedIOException if the thread is interrupted while it waits for Spark to tell */
    static Map<String, Object> by(Observation observation) throws IOException {
        try {
            return observation.getAsJava();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Interrupted before the write was published").initCause(interrupted);
        }
    }
}
