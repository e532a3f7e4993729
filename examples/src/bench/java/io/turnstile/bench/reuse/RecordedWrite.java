package io.turnstile.bench.reuse;

import io.turnstile.bench.Directories;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.BenchSpark;
import io.turnstile.bench.spark.Conf;

/**
 * A measurement of what it costs a write to record from what it was computed: datasets of the same size, each of a query that
 * nobody has computed before, with reuse and without. What was written is deleted after each, outside of the clock.
 */
final class RecordedWrite {
    private static final String QUERY = """
            SELECT w.*, d.d_year, d.d_moy, i.i_category, i.i_brand
            FROM web_sales w
            JOIN date_dim d ON d.d_date_sk = w.ws_sold_date_sk
            JOIN item i ON i.i_item_sk = w.ws_item_sk
            WHERE w.ws_order_number >= %d""";

    private final BenchSpark spark;
    private int written;

    RecordedWrite(BenchSpark spark) {
        this.spark = spark;
    }

    Pairs measured(int warmUps, int pairs) throws Exception {
        Pairs.measured(warmUps, Unit.SECONDS, () -> write("all"), () -> write("off"));
        return Pairs.measured(pairs, Unit.SECONDS, () -> write("all"), () -> write("off"));
    }

    private double write(String reuse) throws Exception {
        spark.session().conf().set(Conf.REUSE, reuse);
        String name = "web_lines_" + written;
        String statement = "CREATE TABLE cache.bench." + name + " AS\n" + QUERY.formatted(written++);
        double took = Pairs.seconds(() -> spark.session().sql(statement));
        Directories.remove(spark.ours(name));
        return took;
    }
}
