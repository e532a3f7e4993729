package io.turnstile.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job that shares what it computes without a name for it: how late flights leave, by city and day. Its query carries the hint
 * {@code cached}. As many of them as you like may run at once, in SQL or with DataFrames: one computes, the others wait and read
 * that; where the flights or airports have changed, one computes anew, and nobody has to say so. The configuration needs
 * {@code spark.sql.extensions=io.turnstile.spark.TurnstileExtensions}; without it, Spark ignores the hint.
 */
public final class CityDelays {

    /** The query in SQL. It reads the views that {@link FlightData#createViews} creates. */
    public static final String SQL = """
            SELECT /*+ CACHED */ a.city, to_date(f.date) AS day, count(*) AS flights,
                   avg(f.delay) AS mean_delay
            FROM flights f
            JOIN airports a ON a.iata = f.origin
            GROUP BY ALL""";

    private CityDelays() {}

    /** Arguments: the directory of the data and, if not all flights shall count, the first day. */
    public static void main(String[] args) {
        FlightData data = FlightData.fromArguments(args);
        SparkSession spark = SparkSession.builder().getOrCreate();
        run(spark, data).orderBy(col("mean_delay").desc()).show();
        spark.stop();
    }

    /** The query as a DataFrame. Nothing is computed before its rows are asked for. */
    public static Dataset<Row> run(SparkSession spark, FlightData data) {
        return data.flights(spark)
                .join(data.airports(spark), col("iata").equalTo(col("origin")))
                .groupBy(col("city"), to_date(col("date")).as("day"))
                .agg(count(lit(1)).as("flights"), avg("delay").as("mean_delay"))
                .hint("cached");
    }

    /** The same in SQL. */
    public static Dataset<Row> query(SparkSession spark, FlightData data) {
        data.createViews(spark);
        return spark.sql(SQL);
    }
}
