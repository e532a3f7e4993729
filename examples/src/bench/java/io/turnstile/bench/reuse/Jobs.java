package io.turnstile.bench.reuse;

import static io.turnstile.bench.reuse.SharedParts.BRAND_MONTHS;
import static io.turnstile.bench.reuse.SharedParts.BRAND_PAIRS;
import static io.turnstile.bench.reuse.SharedParts.CUSTOMER_YEARS;
import static io.turnstile.bench.reuse.SharedParts.PROMOTED_LINES;
import static io.turnstile.bench.reuse.SharedParts.RETURNED_LINES;
import static io.turnstile.bench.reuse.SharedParts.STORE_DAYS;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The registry of the twenty jobs. */
final class Jobs {
    static final List<Job> ALL = List.of(
            // Each writes the shared part in its own way: other names, columns, order, as a view, as a DataFrame.
            Job.ofText("monthly_revenue_per_category", BRAND_MONTHS),
            Job.ofText("year_over_year_growth", BRAND_MONTHS),
            Job.ofText("class_profit_ranking", BRAND_MONTHS),
            Job.ofText("top_customers_per_state", CUSTOMER_YEARS),
            new Job("loyal_customers", Set.of(CUSTOMER_YEARS), DataFrameJobs::loyalCustomers),
            Job.ofText("store_ranking", STORE_DAYS),
            new Job("weekday_profile", Set.of(STORE_DAYS), DataFrameJobs::weekdayProfile),
            Job.ofText("days_above_average", STORE_DAYS),
            Job.ofText("promotion_lift", PROMOTED_LINES),
            new Job("promotion_channels", Set.of(PROMOTED_LINES), DataFrameJobs::promotionChannels),
            Job.ofText("return_rate_per_category", BRAND_MONTHS, RETURNED_LINES),
            Job.ofText("slow_returns", RETURNED_LINES),
            Job.ofText("top_brand_pairs", BRAND_PAIRS),
            Job.ofText("category_affinity", BRAND_PAIRS),
            // Near misses: another literal, another kind of join, a condition more, an amount that the dataset lacks.
            Job.ofText("promotion_lift_2001"),
            Job.ofText("kept_and_returned"),
            Job.ofText("spending_of_the_young"),
            Job.ofText("revenue_at_list_price"),
            // Nothing in common.
            Job.ofText("web_cohorts"),
            Job.ofText("only_on_the_web"));

    private Jobs() {}

    static Job named(String name) {
        return ALL.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();
    }

    /** A few, with each of the shared parts, a near miss, and one that has nothing in common with them. */
    static List<Job> sample() {
        return Stream.of(
                        "class_profit_ranking",
                        "loyal_customers",
                        "days_above_average",
                        "promotion_channels",
                        "slow_returns",
                        "category_affinity",
                        "spending_of_the_young",
                        "web_cohorts")
                .map(Jobs::named)
                .toList();
    }

    /** A few, of which two each have a part in common. */
    static List<Job> overlappingSample() {
        return Stream.of("store_ranking", "weekday_profile", "top_brand_pairs", "category_affinity")
                .map(Jobs::named)
                .toList();
    }

    /** Those in which there is nothing to be found. */
    static List<Job> withoutSharedParts() {
        return ALL.stream().filter(job -> job.contains().isEmpty()).toList();
    }
}
