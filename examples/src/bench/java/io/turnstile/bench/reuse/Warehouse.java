package io.turnstile.bench.reuse;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A directory with a star schema in it, a directory of Parquet files for each table.
 *
 * @param location its URI
 */
record Warehouse(String location) {
    static final List<String> TABLES =
            List.of("date_dim", "item", "store", "customer", "promotion", "store_sales", "store_returns", "web_sales");

    String path(String table) {
        return location + "/" + table;
    }

    /** One of the tables, by its path. */
    Dataset<Row> read(SparkSession session, String table) {
        return session.read().parquet(path(table));
    }

    /** Makes the tables known to all sessions of an application, by their names. */
    void register(SparkSession session) {
        for (String table : TABLES) {
            session.sql("CREATE TABLE " + table + " USING parquet LOCATION '" + path(table) + "'");
        }
    }
}
