package io.turnstile.bench.reuse;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A generator of a star schema in the manner of TPC-DS: sales in stores, what of them was returned, sales on the web, and
 * the dimensions of both, over three years with ever more sales. Every value is a function of the seed and its row's number, so that
 * the same seed gives the same rows however many tasks make them; amounts are decimals.
 *
 * @param seed another one gives other rows
 * @param lines rows of store_sales, which the sizes of the other tables follow
 */
record StarSchema(long seed, long lines) {
    private static final int TASKS = 4;
    private static final int LINES_OF_TICKET = 4;
    private static final int DAYS = 1_096;

    /** Of 1 January 1999. */
    private static final int FIRST_DAY = 2_451_180;

    private static final int STORES = 30;
    private static final int PROMOTIONS = 100;
    private static final String STATES = "'CA','TX','NY','FL','IL','PA','OH','GA','NC','MI','NJ','VA','WA','AZ','TN'";
    private static final String CATEGORIES =
            "'Books','Children','Electronics','Home','Jewelry','Men','Music','Shoes','Sports','Women'";

    /** Writes all tables. */
    void write(SparkSession session, Warehouse warehouse) {
        for (String table : Warehouse.TABLES) {
            table(session, table).write().parquet(warehouse.path(table));
        }
    }

    /** One of them, to be computed. */
    Dataset<Row> table(SparkSession session, String name) {
        return switch (name) {
            case "date_dim" -> dates(session);
            case "item" -> items(session);
            case "store" -> stores(session);
            case "customer" -> customers(session);
            case "promotion" -> promotions(session);
            case "store_sales" -> storeSales(session);
            case "store_returns" -> storeReturns(session);
            case "web_sales" -> webSales(session);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private long numberOfItems() {
        return Math.max(25, Math.min(3_000, lines / 2_000)) * LINES_OF_TICKET;
    }

    private long numberOfCustomers() {
        return Math.max(200, lines / 50);
    }

    private static Dataset<Row> dates(SparkSession session) {
        return session.range(0, DAYS, 1, 1)
                .selectExpr(
                        "cast(id + " + FIRST_DAY + " AS int) AS d_date_sk",
                        "date_add(DATE'1999-01-01', cast(id AS int)) AS d_date")
                .selectExpr(
                        "*",
                        "year(d_date) AS d_year",
                        "month(d_date) AS d_moy",
                        "quarter(d_date) AS d_qoy",
                        "dayofweek(d_date) AS d_dow",
                        "(year(d_date) - 1999) * 12 + month(d_date) AS d_month_seq");
    }

    private Dataset<Row> items(SparkSession session) {
        return session.range(0, numberOfItems(), 1, 1)
                .selectExpr(
                        "cast(id AS int) AS i_item_sk",
                        pick("id", "class", 100) + " AS class",
                        price("id") + " AS cents")
                .selectExpr(
                        "i_item_sk",
                        "concat('ITEM', lpad(i_item_sk, 8, '0')) AS i_item_id",
                        "element_at(array(" + CATEGORIES + "), cast(class div 10 + 1 AS int)) AS i_category",
                        "concat(element_at(array(" + CATEGORIES
                                + "), cast(class div 10 + 1 AS int)), ' ', class % 10) AS i_class",
                        "concat('brand ', class * 3 + " + pick("i_item_sk", "brand", 3) + ") AS i_brand",
                        money("cents") + " AS i_current_price");
    }

    private Dataset<Row> stores(SparkSession session) {
        return session.range(0, STORES, 1, 1)
                .selectExpr(
                        "cast(id AS int) AS s_store_sk",
                        "concat('STORE', lpad(id, 4, '0')) AS s_store_id",
                        "concat('shop ', id) AS s_store_name",
                        "element_at(array(" + STATES + "), cast(" + pick("id", "store state", 8)
                                + " + 1 AS int)) AS s_state",
                        "cast(1 + " + pick("id", "market", 5) + " AS int) AS s_market_id");
    }

    private Dataset<Row> customers(SparkSession session) {
        return session.range(0, numberOfCustomers(), 1, 1)
                .selectExpr(
                        "cast(id AS int) AS c_customer_sk",
                        "concat('CUST', lpad(id, 10, '0')) AS c_customer_id",
                        "element_at(array(" + STATES + "), cast(" + pick("id", "state", 15)
                                + " + 1 AS int)) AS c_state",
                        "cast(1930 + " + pick("id", "birth", 75) + " AS int) AS c_birth_year",
                        "if(" + pick("id", "preferred", 5) + " = 0, 'Y', 'N') AS c_preferred_cust_flag");
    }

    private Dataset<Row> promotions(SparkSession session) {
        return session.range(0, PROMOTIONS, 1, 1)
                .selectExpr(
                        "cast(id AS int) AS p_promo_sk",
                        "concat('PROMO', lpad(id, 4, '0')) AS p_promo_id",
                        "element_at(array('mail','tv','radio','event','web'), cast(id % 5 + 1 AS int)) AS p_channel",
                        money("100000 + " + pick("id", "cost", 900_000)) + " AS p_cost");
    }

    private Dataset<Row> storeSales(SparkSession session) {
        return soldInStores(session)
                .selectExpr(
                        "day AS ss_sold_date_sk",
                        "item AS ss_item_sk",
                        "customer AS ss_customer_sk",
                        "store AS ss_store_sk",
                        "promo AS ss_promo_sk",
                        "ticket AS ss_ticket_number",
                        "quantity AS ss_quantity",
                        money("list") + " AS ss_list_price",
                        money("paid") + " AS ss_sales_price",
                        "cast(paid * quantity * 0.01BD AS decimal(9,2)) AS ss_ext_sales_price",
                        "cast((paid - list * 6 div 10) * quantity * 0.01BD AS decimal(9,2)) AS ss_net_profit");
    }

    /** One line in twelve, within two months. */
    private Dataset<Row> storeReturns(SparkSession session) {
        return soldInStores(session)
                .where(pick("id", "returned", 12) + " = 0")
                .selectExpr(
                        "cast(day + 1 + " + pick("id", "kept", 60) + " AS int) AS sr_returned_date_sk",
                        "item AS sr_item_sk",
                        "customer AS sr_customer_sk",
                        "ticket AS sr_ticket_number",
                        "cast(1 + " + pick("id", "given back", 10) + " % quantity AS int) AS sr_return_quantity",
                        "paid",
                        "concat('reason ', " + pick("id", "reason", 12) + ") AS sr_reason")
                .where("sr_returned_date_sk < " + (FIRST_DAY + DAYS))
                .withColumn("sr_return_amt", functions.expr("cast(paid * sr_return_quantity * 0.01BD AS decimal(9,2))"))
                .drop("paid");
    }

    private Dataset<Row> webSales(SparkSession session) {
        return lines(session, lines / 3, "web ")
                .selectExpr(
                        "day AS ws_sold_date_sk",
                        "item AS ws_item_sk",
                        "customer AS ws_bill_customer_sk",
                        "promo AS ws_promo_sk",
                        "ticket AS ws_order_number",
                        "quantity AS ws_quantity",
                        money("paid") + " AS ws_sales_price",
                        "cast(paid * quantity * 0.01BD AS decimal(9,2)) AS ws_ext_sales_price");
    }

    private Dataset<Row> soldInStores(SparkSession session) {
        return lines(session, lines, "")
                .selectExpr("*", "cast(" + pick("ticket", "store", STORES) + " AS int) AS store");
    }

    /** Tickets are of one day and customer, and no item is on one twice. */
    private Dataset<Row> lines(SparkSession session, long count, String channel) {
        return session.range(0, count, 1, TASKS)
                .selectExpr(
                        "id",
                        "id div " + LINES_OF_TICKET + " AS ticket",
                        "cast(" + skewed("least", "id", channel + "item", numberOfItems() / LINES_OF_TICKET) + " * "
                                + LINES_OF_TICKET + " + id % " + LINES_OF_TICKET + " AS int) AS item")
                .selectExpr(
                        "*",
                        "cast(" + FIRST_DAY + " + " + skewed("greatest", "ticket", channel + "day", DAYS)
                                + " AS int) AS day",
                        "cast(" + skewed("least", "ticket", channel + "customer", numberOfCustomers())
                                + " AS int) AS customer",
                        "if(" + pick("id", channel + "promoted", 10) + " < 3, cast("
                                + pick("id", channel + "promotion", PROMOTIONS) + " AS int), NULL) AS promo",
                        "cast(1 + " + pick("id", channel + "quantity", 10) + " AS int) AS quantity",
                        price("item") + " AS list",
                        pick("id", channel + "discount", 50) + " AS discount")
                .selectExpr("*", "list * (100 - discount) div 100 AS paid");
    }

    /** In cents. */
    private String price(String item) {
        return "(100 + " + pick("cast(" + item + " AS bigint)", "price", 19_900) + ")";
    }

    private static String money(String cents) {
        return "cast((" + cents + ") * 0.01BD AS decimal(7,2))";
    }

    private String skewed(String towards, String key, String what, long below) {
        return towards + "(" + pick(key, what, below) + ", " + pick(key, what + " again", below) + ")";
    }

    /** An expression with a value from 0 up to a bound, evenly distributed, for each key. */
    private String pick(String key, String what, long below) {
        return "pmod(xxhash64(" + seed + "L, '" + what + "', " + key + "), " + below + "L)";
    }
}
