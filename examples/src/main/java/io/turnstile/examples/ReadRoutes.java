package io.turnstile.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job that only reads the dataset. If another one is computing it for the first time, this one waits for that; if
 * nobody is and it is not there, this one fails and says so.
 */
public final class ReadRoutes {

    private ReadRoutes() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        SparkSession spark = SparkSession.builder().getOrCreate();
        RouteDelays.show(run(spark));
        spark.stop();
    }

    /** The dataset as it is now. It stays as it is for this reader, whatever is published later. */
    public static Dataset<Row> run(SparkSession spark) {
        return spark.table(RouteDelays.TABLE);
    }
}
