package io.turnstile.spark.write;

import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.InsertableRelation;

/**
 * A write builder of V1 writes ({@code V1_BATCH_WRITE}), to which Spark hands a query without running it: a V1 write
 * gets the query itself, where a V2 write would get the rows of jobs already under way. Everything happens in
 * {@code insert}.
 */
final class DatasetWriteBuilder implements WriteBuilder, SupportsTruncate {
    private final Function<Dataset<Row>, CustomTaskMetric[]> insert;
    private final String refusalOfAppend;
    private boolean replaces;

    /**
     * @param insert what to do with the query; gives what to show of it
     * @param replaces whether a write that does not truncate replaces the dataset or creates it, rather than appends
     * @param refusalOfAppend what to say to one that appends
     */
    DatasetWriteBuilder(Function<Dataset<Row>, CustomTaskMetric[]> insert, boolean replaces, String refusalOfAppend) {
        this.insert = insert;
        this.replaces = replaces;
        this.refusalOfAppend = refusalOfAppend;
    }

    @Override
    public WriteBuilder truncate() {
        replaces = true;
        return this;
    }

    @Override
    public V1Write build() {
        if (!replaces) {
            throw new UnsupportedOperationException(refusalOfAppend);
        }
        return new V1Write() {
            private CustomTaskMetric[] shown = new CustomTaskMetric[0];

            @Override
            public InsertableRelation toInsertableRelation() {
                return (query, overwrite) -> shown = insert.apply(query);
            }

            @Override
            public CustomMetric[] supportedCustomMetrics() {
                return WriteMetric.all();
            }

            /** Part of the interface, and asked for, from Spark 4.2 on. */
            @SuppressWarnings({"MissingOverride", "unused"})
            public CustomTaskMetric[] reportDriverMetrics() {
                return shown.clone();
            }
        };
    }
}
