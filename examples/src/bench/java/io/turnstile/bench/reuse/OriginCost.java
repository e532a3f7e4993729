package io.turnstile.bench.reuse;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.identity.DatasetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * A benchmark of what it costs a write to record from what it was computed: the query's fingerprint, the versions of its inputs
 * before and after, more in the manifest, and an entry in the index of plans. There is no writing without, so that these are
 * timed by themselves, right after a write of the same query, and taken off what that took.
 */
public final class OriginCost implements Row {
    private static final long SEED = 20_010_403;
    private static final String INPUT = "web_sales_in_many_files";
    private static final String QUERY = """
            SELECT w.*, d.d_year, d.d_moy, i.i_category, i.i_brand
            FROM web_sales_in_many_files w
            JOIN date_dim d ON d.d_date_sk = w.ws_sold_date_sk
            JOIN item i ON i.i_item_sk = w.ws_item_sk
            WHERE w.ws_order_number >= %d""";

    @Override
    public List<String> options(Setting setting) {
        return setting.optionsOfShortRuns();
    }

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (WarehouseOnHdfs hdfs = WarehouseOnHdfs.started(setting);
                OriginSteps steps = new OriginSteps(
                        hdfs.session(), hdfs.root(), hdfs.spark().redis(), WarehouseOnHdfs.configuration())) {
            return List.of(write(setting, hdfs, steps), veryMany(setting, hdfs, steps));
        }
    }

    private static Figure write(Setting setting, WarehouseOnHdfs hdfs, OriginSteps steps) throws Exception {
        SparkSession session = hdfs.session();
        int files = setting.pick(10, 300);
        StarSchema schema = new StarSchema(SEED, setting.pick(3_000, 3_000_000));
        for (String table : List.of("date_dim", "item")) {
            schema.table(session, table).write().parquet(hdfs.warehouse().path(table));
            hdfs.warehouse().read(session, table).createOrReplaceTempView(table);
        }
        schema.table(session, "web_sales")
                .repartition(files)
                .write()
                .parquet(hdfs.warehouse().path(INPUT));
        hdfs.warehouse().read(session, INPUT).createOrReplaceTempView(INPUT);
        List<Double> all = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        int warmUps = setting.pick(1, 3);
        for (int i = 0; i < warmUps + setting.pick(2, 11); i++) {
            String query = QUERY.formatted(i);
            DatasetKey key = DatasetKey.parse("bench.web_lines_" + i);
            double took = Pairs.seconds(() -> session.sql("CREATE TABLE cache." + key + " AS\n" + query));
            double recorded = steps.all(key, session.sql(query));
            if (i >= warmUps) {
                all.add(took);
                without.add(took - recorded);
            }
            Path written = new Path(hdfs.root(), String.join("/", key.parts()));
            written.getFileSystem(WarehouseOnHdfs.configuration()).delete(written, true);
        }
        return Figure.of(
                String.format(Locale.ROOT, "origin / write from %,d files, recording left out", files),
                Pairs.of(Unit.SECONDS, all, without),
                Goal.atMost(1.01));
    }

    /** A figure without a limit: fingerprint, and versions then and now, of an input of so many empty files. */
    private static Figure veryMany(Setting setting, WarehouseOnHdfs hdfs, OriginSteps steps) throws Exception {
        int files = setting.pick(1_000, 100_000);
        EmptyFiles.create(
                new Path(hdfs.warehouse().path("very_many")),
                files,
                number -> "part-%06d-7d1c2e8a-2f0b-4c39-9a55-0d6f6a3c41be.c000.snappy.parquet".formatted(number),
                WarehouseOnHdfs.configuration());
        Dataset<?> query = hdfs.session()
                .read()
                .schema("id BIGINT, amount DECIMAL(9, 2)")
                .parquet(hdfs.warehouse().path("very_many"))
                .groupBy("id")
                .sum("amount");
        DatasetKey key = DatasetKey.parse("bench.of_very_many");
        steps.told(key, query);
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < setting.pick(2, 7); i++) {
            times.add(Pairs.seconds(() -> steps.told(key, query)));
        }
        return Figure.of(
                String.format(Locale.ROOT, "origin / fingerprint and versions, %,d files", files),
                Samples.of(Unit.SECONDS, times).toString(),
                "no limit",
                true);
    }
}
