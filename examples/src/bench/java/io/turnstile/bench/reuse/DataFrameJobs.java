package io.turnstile.bench.reuse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The queries of those jobs that are not written in SQL. */
final class DataFrameJobs {
    private DataFrameJobs() {}

    /** How many customers of each state came in all three years, and what they spent. */
    static Dataset<Row> loyalCustomers(SparkSession session, Warehouse warehouse) {
        Dataset<Row> years = session.table("store_sales")
                .join(session.table("customer"), col("ss_customer_sk").equalTo(col("c_customer_sk")))
                .join(session.table("date_dim"), col("ss_sold_date_sk").equalTo(col("d_date_sk")))
                .groupBy("d_year", "c_state", "c_customer_id", "c_birth_year")
                .agg(sum("ss_ext_sales_price").as("spent"), count(lit(1)).as("bought"));
        return years.groupBy("c_state", "c_customer_id")
                .agg(
                        count(lit(1)).as("years"),
                        sum("spent").as("spent"),
                        sum("bought").as("bought"))
                .where("years = 3")
                .groupBy("c_state")
                .agg(
                        count(lit(1)).as("customers"),
                        sum("spent").as("spent"),
                        max("bought").as("most_bought"))
                .orderBy("c_state");
    }

    /** What each store takes on each day of the week. */
    static Dataset<Row> weekdayProfile(SparkSession session, Warehouse warehouse) {
        Dataset<Row> sales = session.table("store_sales").as("sales");
        Dataset<Row> days = session.table("date_dim").as("days");
        Dataset<Row> shops = session.table("store").as("shops");
        return days.join(sales, col("days.d_date_sk").equalTo(col("sales.ss_sold_date_sk")))
                .join(shops, col("sales.ss_store_sk").equalTo(col("shops.s_store_sk")))
                .groupBy("d_date", "s_store_id", "s_store_name", "s_market_id", "s_state")
                .agg(
                        countDistinct("ss_ticket_number").as("visitors"),
                        sum("ss_ext_sales_price").as("taken"))
                .groupBy(
                        col("s_market_id"),
                        col("s_store_name"),
                        dayofweek(col("d_date")).as("day"))
                .agg(
                        sum("visitors").as("visitors"),
                        sum("taken").as("taken"),
                        max("taken").as("most"))
                .orderBy("s_market_id", "s_store_name", "day");
    }

    /** What promotions by mail and on television earned in each month of 2000. It reads the files by their paths. */
    static Dataset<Row> promotionChannels(SparkSession session, Warehouse warehouse) {
        Dataset<Row> days = warehouse.read(session, "date_dim").where("d_year = 2000");
        Dataset<Row> promotions = warehouse
                .read(session, "promotion")
                .where(col("p_channel").equalTo("mail").or(col("p_channel").equalTo("tv")));
        return promotions
                .join(warehouse.read(session, "store_sales"), col("p_promo_sk").equalTo(col("ss_promo_sk")))
                .join(warehouse.read(session, "item"), col("ss_item_sk").equalTo(col("i_item_sk")))
                .join(days, col("d_date_sk").equalTo(col("ss_sold_date_sk")))
                .select("d_date", "p_channel", "p_promo_id", "ss_ext_sales_price", "ss_net_profit", "ss_ticket_number")
                .groupBy(date_format(col("d_date"), "yyyy-MM").as("month"), col("p_channel"))
                .agg(
                        countDistinct("p_promo_id").as("promotions"),
                        countDistinct("ss_ticket_number").as("tickets"),
                        sum("ss_ext_sales_price").as("revenue"),
                        sum("ss_net_profit").as("profit"))
                .orderBy("month", "p_channel");
    }
}
