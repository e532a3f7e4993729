package io.turnstile.spark.write;

import io.turnstile.core.commit.Generation;
import java.time.Duration;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * The custom metrics of a write, shown in Spark's SQL tab, where Spark lets it: 4.0 and later. Spark makes objects of
 * these classes by their names, in the driver and in the history server.
 */
public abstract class WriteMetric extends CustomSumMetric {
    private WriteMetric() {}

    /** Rows of the generation that was published; none if another one was reused. */
    public static final class Rows extends WriteMetric {
        @Override
        public String name() {
            return "rowsPublished";
        }

        @Override
        public String description() {
            return "number of rows published";
        }
    }

    /** Data files of the generation that was published. */
    public static final class Files extends WriteMetric {
        @Override
        public String name() {
            return "filesPublished";
        }

        @Override
        public String description() {
            return "number of files published";
        }
    }

    /** Bytes in these files. */
    public static final class Bytes extends WriteMetric {
        @Override
        public String name() {
            return "bytesPublished";
        }

        @Override
        public String description() {
            return "bytes published";
        }
    }

    /** How long the write waited for other applications. */
    public static final class Waited extends WriteMetric {
        @Override
        public String name() {
            return "waitedForOthers";
        }

        @Override
        public String description() {
            return "time waited for other applications (ms)";
        }
    }

    /** All that a write can show. */
    public static CustomMetric[] all() {
        return new CustomMetric[] {new Rows(), new Files(), new Bytes(), new Waited()};
    }

    /** The values of a write that published a generation. */
    static CustomTaskMetric[] ofPublished(Generation generation, Duration waited) {
        Generation.Size size = generation.size();
        return values(Math.max(size.rows(), 0), size.files(), size.bytes(), waited);
    }

    /** The values of a write that published nothing. */
    static CustomTaskMetric[] ofReused(Duration waited) {
        return values(0, 0, 0, waited);
    }

    private static CustomTaskMetric[] values(long rows, long files, long bytes, Duration waited) {
        return new CustomTaskMetric[] {
            new Value(new Rows().name(), rows),
            new Value(new Files().name(), files),
            new Value(new Bytes().name(), bytes),
            new Value(new Waited().name(), waited.toMillis())
        };
    }

    private record Value(String name, long value) implements CustomTaskMetric {}
}
