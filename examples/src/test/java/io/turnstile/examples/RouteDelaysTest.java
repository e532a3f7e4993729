package io.turnstile.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteDelaysTest {
    @TempDir
    static Path directory;

    private static List<Row> flights;
    private static List<Row> computed;
    private static List<Row> queried;
    private static StructType computedSchema;
    private static StructType queriedSchema;

    @BeforeAll
    static void computeTheLastTwoDays() throws IOException {
        FlightData data = new FlightData(Path.of("data").toUri().toString(), LocalDate.of(2001, 6, 29));
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.warehouse.dir", directory.toUri().toString())
                .getOrCreate()) {
            flights = data.flights(spark).collectAsList();
            Dataset<Row> dataFrame = RouteDelays.compute(spark, data);
            computed = dataFrame.collectAsList();
            computedSchema = dataFrame.schema();
            data.createViews(spark);
            Dataset<Row> sql = spark.sql(RouteDelays.SQL);
            queried = sql.collectAsList();
            queriedSchema = sql.schema();
        }
    }

    @Test
    void sqlAndDataFrameGiveTheSameRowsAndTypes() {
        assertThat(queriedSchema.asNullable()).isEqualTo(computedSchema.asNullable());
        assertThat(queried).hasSizeGreaterThan(1_000);
        assertThat(queried).containsExactlyInAnyOrderElementsOf(computed);
    }

    @Test
    void everyFlightIsCountedOnce() {
        assertThat(computed.stream()
                        .mapToLong(row -> row.<Long>getAs("flights"))
                        .sum())
                .isEqualTo(flights.size());
    }

    @Test
    void oneRouteIsAsCountedByHand() {
        List<Double> delays = flights.stream()
                .filter(row -> row.getAs("origin").equals("ATL")
                        && row.getAs("destination").equals("LGA")
                        && row.<LocalDateTime>getAs("date").getHour() == 17)
                .map(row -> (double) row.<Long>getAs("delay"))
                .sorted()
                .toList();
        int count = delays.size();

        Row route = computed.stream()
                .filter(row -> row.getAs("origin").equals("ATL")
                        && row.getAs("destination").equals("LGA")
                        && row.getAs("hour").equals(17))
                .findFirst()
                .orElseThrow();

        assertThat(count).isGreaterThan(2);
        assertThat(route.<String>getAs("origin_city")).isEqualTo("Atlanta");
        assertThat(route.<String>getAs("destination_city")).isEqualTo("New York");
        assertThat(route.<Long>getAs("flights")).isEqualTo(count);
        assertThat(route.<Double>getAs("mean_delay"))
                .isEqualTo(delays.stream().mapToDouble(delay -> delay).sum() / count);
        assertThat(route.<Double>getAs("median_delay"))
                .isEqualTo((delays.get((count - 1) / 2) + delays.get(count / 2)) / 2);
        assertThat(route.<Double>getAs("late_share"))
                .isEqualTo((double) delays.stream().filter(delay -> delay > 15).count() / count);
    }

    @Test
    void theFirstInRankIsTheWorstOfItsAirportAndHour() {
        Map<String, List<Row>> departures =
                computed.stream().collect(Collectors.groupingBy(row -> row.getAs("origin") + " " + row.getAs("hour")));

        assertThat(departures).allSatisfy((departure, routes) -> {
            routes.sort(Comparator.comparing(row -> row.<Integer>getAs("delay_rank")));
            assertThat(routes.get(0).<Integer>getAs("delay_rank")).isOne();
            assertThat(routes).isSortedAccordingTo(Comparator.comparing(row -> -row.<Double>getAs("mean_delay")));
        });
    }
}
