package io.turnstile.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.TurnstileCatalog;
import io.turnstile.spark.TurnstileExtensions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityDelaysTest {
    @Test
    void sqlAndDataFrameShareOneDatasetAndItHasTheRowsOfTheQuery(@TempDir Path root) throws Exception {
        FlightData data = new FlightData(Path.of("data").toUri().toString(), LocalDate.of(2001, 6, 29));
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.extensions", TurnstileExtensions.class.getName())
                .config("spark.sql.catalog.cache", TurnstileCatalog.class.getName())
                .config("spark.sql.catalog.cache.root", root.toUri().toString())
                .getOrCreate()) {
            List<Row> frame = CityDelays.run(spark, data).collectAsList();
            List<Row> sql = CityDelays.query(spark, data).collectAsList();
            spark.conf().set("spark.turnstile.reuse", "off");
            List<Row> plain = CityDelays.query(spark, data).collectAsList();

            assertThat(plain).hasSizeGreaterThan(100);
            assertThat(frame).containsExactlyInAnyOrderElementsOf(plain);
            assertThat(sql).containsExactlyInAnyOrderElementsOf(plain);
            assertThat(Turnstile.in(spark, "cache").operations().datasets("auto"))
                    .singleElement()
                    .satisfies(dataset -> assertThat(dataset.rows()).isEqualTo(plain.size()));
        }
    }
}
