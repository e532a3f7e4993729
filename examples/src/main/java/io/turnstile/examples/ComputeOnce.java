package io.turnstile.examples;

import io.turnstile.spark.Turnstile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job that needs the dataset and computes it if nobody has yet. As many of them as you like may run at once: one
 * computes, the others wait and read what it published.
 */
public final class ComputeOnce {

    private ComputeOnce() {}

    /** Arguments: the directory of the data and, if not all flights shall count, the first day. */
    public static void main(String[] args) {
        FlightData data = FlightData.fromArguments(args);
        SparkSession spark = SparkSession.builder().getOrCreate();
        RouteDelays.show(run(spark, data));
        spark.stop();
    }

    /** The dataset, computed by this job or by another one. */
    public static Dataset<Row> run(SparkSession spark, FlightData data) {
        return Turnstile.in(spark, "cache").getOrCompute(RouteDelays.DATASET, () -> RouteDelays.compute(spark, data));
    }
}
