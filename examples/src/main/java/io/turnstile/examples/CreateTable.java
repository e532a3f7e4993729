package io.turnstile.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A job that does what {@link ComputeOnce} does, in SQL alone. */
public final class CreateTable {

    private CreateTable() {}

    /** Arguments: the directory of the data and, if not all flights shall count, the first day. */
    public static void main(String[] args) {
        FlightData data = FlightData.fromArguments(args);
        SparkSession spark = SparkSession.builder().getOrCreate();
        RouteDelays.show(run(spark, data));
        spark.stop();
    }

    /** The dataset, computed by this job or by another one. */
    public static Dataset<Row> run(SparkSession spark, FlightData data) {
        data.createViews(spark);
        spark.sql("CREATE TABLE IF NOT EXISTS " + RouteDelays.TABLE + " AS " + RouteDelays.SQL);
        return spark.table(RouteDelays.TABLE);
    }
}
