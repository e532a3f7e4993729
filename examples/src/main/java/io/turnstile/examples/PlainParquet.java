package io.turnstile.examples;

import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark job that makes a dataset by a plain write of Parquet, and does not know it: what it needs of Turnstile is in its
 * configuration and in its output path, {@code <root>/travel/route_delays/_new}.
 */
public final class PlainParquet {

    private PlainParquet() {}

    /** Arguments: the output path, the directory of the data and, if not all flights shall count, the first day. */
    public static void main(String[] args) {
        FlightData data = FlightData.fromArguments(Arrays.copyOfRange(args, 1, args.length));
        SparkSession spark = SparkSession.builder().getOrCreate();
        run(spark, data, args[0]);
        spark.stop();
    }

    /** Writes the routes there. */
    public static void run(SparkSession spark, FlightData data, String output) {
        RouteDelays.compute(spark, data).write().parquet(output);
    }
}
