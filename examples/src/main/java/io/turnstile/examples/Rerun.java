package io.turnstile.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job that computes the dataset anew and publishes that in place of what is there. Refused unless the configuration
 * says {@code spark.turnstile.rerun=allow}.
 */
public final class Rerun {

    private Rerun() {}

    /** Arguments: the directory of the data and, if not all flights shall count, the first day. */
    public static void main(String[] args) {
        FlightData data = FlightData.fromArguments(args);
        SparkSession spark = SparkSession.builder().getOrCreate();
        RouteDelays.show(run(spark, data));
        spark.stop();
    }

    /** The dataset as it has been computed anew. */
    public static Dataset<Row> run(SparkSession spark, FlightData data) {
        data.createViews(spark);
        spark.sql("CREATE OR REPLACE TABLE " + RouteDelays.TABLE + " AS " + RouteDelays.SQL);
        return spark.table(RouteDelays.TABLE);
    }
}
