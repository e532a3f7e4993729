package io.turnstile.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.median;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * The dataset that the examples share, and its query: how late flights leave, by route and hour of day. Delays are in
 * minutes; a flight is late when it leaves more than 15 minutes after its time; {@code delay_rank} 1 is the worst of
 * the routes that leave the same airport in the same hour.
 *
 * <p>It joins, groups, sorts every group for its exact median and percentile, and ranks: for three million flights, some
 * ten seconds on two cores. Whoever computes it from the same flights gets the same rows.
 */
public final class RouteDelays {

    /** The key of the dataset. */
    public static final String DATASET = "travel.route_delays";

    /** The name of the dataset in SQL, in the catalog that the jobs' configuration calls {@code cache}. */
    public static final String TABLE = "cache." + DATASET;

    /** The query in SQL. It reads the views that {@link FlightData#createViews} creates. */
    public static final String SQL = """
            SELECT *, rank() OVER (PARTITION BY origin, hour ORDER BY mean_delay DESC) AS delay_rank
            FROM (
              SELECT f.origin, o.city AS origin_city, f.destination, d.city AS destination_city, hour(f.date) AS hour,
                     count(*) AS flights,
                     avg(f.delay) AS mean_delay,
                     median(f.delay) AS median_delay,
                     percentile(f.delay, 0.9D) AS p90_delay,
                     avg(CASE WHEN f.delay > 15 THEN 1 ELSE 0 END) AS late_share
              FROM flights f
              JOIN airports o ON o.iata = f.origin
              JOIN airports d ON d.iata = f.destination
              GROUP BY ALL
            )""";

    private RouteDelays() {}

    /** The same query as a DataFrame. Runs no Spark job by itself. */
    public static Dataset<Row> compute(SparkSession spark, FlightData data) {
        Dataset<Row> airports = data.airports(spark);
        Dataset<Row> origins =
                airports.select(col("iata").as("origin"), col("city").as("origin_city"));
        Dataset<Row> destinations =
                airports.select(col("iata").as("destination"), col("city").as("destination_city"));
        return data.flights(spark)
                .join(origins, "origin")
                .join(destinations, "destination")
                .groupBy(
                        col("origin"),
                        col("origin_city"),
                        col("destination"),
                        col("destination_city"),
                        hour(col("date")).as("hour"))
                .agg(
                        count(lit(1)).as("flights"),
                        avg("delay").as("mean_delay"),
                        median(col("delay")).as("median_delay"),
                        percentile(col("delay"), lit(0.9)).as("p90_delay"),
                        avg(when(col("delay").gt(15), 1).otherwise(0)).as("late_share"))
                .withColumn(
                        "delay_rank",
                        rank().over(Window.partitionBy("origin", "hour")
                                .orderBy(col("mean_delay").desc())));
    }

    /** Prints the twenty routes and hours with the most flights. */
    static void show(Dataset<Row> routes) {
        routes.orderBy(col("flights").desc(), col("origin"), col("destination"), col("hour"))
                .select(
                        col("origin"),
                        col("destination"),
                        col("hour"),
                        col("flights"),
                        round(col("mean_delay"), 1).as("mean_delay"),
                        col("median_delay"),
                        col("delay_rank"))
                .show();
    }
}
