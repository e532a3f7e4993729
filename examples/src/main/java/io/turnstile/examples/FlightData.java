package io.turnstile.examples;

import static org.apache.spark.sql.functions.col;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The input data of the jobs: flights and airports.
 *
 * @param directory what {@code examples/data} holds, under a path that Spark can read: {@code flights-3m.parquet} and
 *     {@code airports.csv}
 * @param since the first day whose flights count; the data is of January to June 2001
 */
public record FlightData(String directory, LocalDate since) {

    private static final LocalDate ALL = LocalDate.of(2001, 1, 1);

    /**
     * Takes a job's arguments: the directory and, if not all flights shall count, the first day.
     *
     * @throws IllegalArgumentException if there are too few or too many
     * @throws java.time.format.DateTimeParseException if the second is not a day such as {@code 2001-04-01}
     */
    public static FlightData fromArguments(String... args) {
        return switch (args.length) {
            case 1 -> new FlightData(args[0], ALL);
            case 2 -> new FlightData(args[0], LocalDate.parse(args[1]));
            default -> throw new IllegalArgumentException("Arguments: <directory of the data> [<first day>]");
        };
    }

    /** The flights since the first day. Naming the columns spares the Spark job that would look them up. */
    public Dataset<Row> flights(SparkSession spark) {
        return spark.read()
                .schema("date TIMESTAMP_NTZ, delay BIGINT, origin STRING, destination STRING")
                .parquet(directory + "/flights-3m.parquet")
                .where(col("date").geq(since.atStartOfDay()));
    }

    /** All airports. */
    public Dataset<Row> airports(SparkSession spark) {
        return spark.read()
                .schema("iata STRING, name STRING, city STRING")
                .option("header", true)
                .csv(directory + "/airports.csv");
    }

    /** Makes both known to SQL in this session, as {@code flights} and {@code airports}. Runs no Spark job. */
    public void createViews(SparkSession spark) {
        flights(spark).createOrReplaceTempView("flights");
        airports(spark).createOrReplaceTempView("airports");
    }
}
