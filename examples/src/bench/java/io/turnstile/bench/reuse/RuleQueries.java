package io.turnstile.bench.reuse;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries in the manner of TPC-DS in which there is nothing to be found. */
final class RuleQueries {
    private static final int BRANCHES = 18;

    private RuleQueries() {}

    /** With a dozen nodes: a star join of three tables, grouped and ordered. */
    static String small() {
        return """
                SELECT d_year, i_brand, sum(ss_ext_sales_price) AS revenue
                FROM store_sales
                JOIN date_dim ON d_date_sk = ss_sold_date_sk
                JOIN item ON i_item_sk = ss_item_sk
                WHERE i_category = 'Music' AND d_moy = 11
                GROUP BY d_year, i_brand
                ORDER BY d_year, revenue DESC, i_brand
                LIMIT 100""";
    }

    /** With 200 nodes: such star joins of many months, in stores and on the web, united and grouped again. */
    static String large() {
        return IntStream.range(0, BRANCHES)
                .mapToObj(RuleQueries::month)
                .collect(Collectors.joining(
                        "\nUNION ALL\n",
                        "SELECT channel, brand, sum(revenue) AS revenue, sum(pieces) AS pieces FROM (\n",
                        "\n) GROUP BY channel, brand ORDER BY revenue DESC, brand LIMIT 100"));
    }

    /** Another query over what the small one reads, in a dataset from now on. */
    static String ofTheSameTables() {
        return """
                SELECT /*+ CACHED */ i_brand, count(*) AS pieces
                FROM store_sales
                JOIN date_dim ON d_date_sk = ss_sold_date_sk
                JOIN item ON i_item_sk = ss_item_sk
                GROUP BY i_brand""";
    }

    private static String month(int number) {
        int month = number / 2 % 12 + 1;
        int year = 1999 + number / 2 / 12;
        String sales = number % 2 == 0 ? "store_sales" : "web_sales";
        String prefix = number % 2 == 0 ? "ss" : "ws";
        return """
                SELECT '%2$s' AS channel, i_brand AS brand, sum(%3$s_ext_sales_price) AS revenue, sum(%3$s_quantity) AS pieces
                FROM %2$s
                JOIN date_dim ON d_date_sk = %3$s_sold_date_sk
                JOIN item ON i_item_sk = %3$s_item_sk
                WHERE d_moy = %4$d AND d_year = %5$d AND i_category IN ('Music', 'Books', 'Home')
                GROUP BY i_brand
                HAVING sum(%3$s_quantity) > %1$d""".formatted(number, sales, prefix, month, year);
    }
}
