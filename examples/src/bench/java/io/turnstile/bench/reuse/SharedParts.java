package io.turnstile.bench.reuse;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What several jobs' queries have in common. An application that knows none of them has it in datasets. */
final class SharedParts {
    static final String BRAND_MONTHS = "brand_months";
    static final String STORE_DAYS = "store_days";
    static final String CUSTOMER_YEARS = "customer_years";
    static final String PROMOTED_LINES = "promoted_lines";
    static final String RETURNED_LINES = "returned_lines";
    static final String BRAND_PAIRS = "brand_pairs";

    static final List<String> ALL =
            List.of(BRAND_MONTHS, STORE_DAYS, CUSTOMER_YEARS, PROMOTED_LINES, RETURNED_LINES, BRAND_PAIRS);

    private SharedParts() {}

    /** The query of one. */
    static String query(String part) {
        return JobText.named("shared/" + part).query();
    }

    /** The name of its dataset, in our catalog. */
    static String dataset(String part) {
        return "cache.shared." + part;
    }

    /** Computes the datasets. */
    static void create(SparkSession session) {
        for (String part : ALL) {
            session.sql("CREATE TABLE IF NOT EXISTS " + dataset(part) + " AS\n" + query(part));
        }
    }
}
