package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.advice.AdviceReport;
import io.turnstile.core.advice.AdviceRow;
import io.turnstile.core.advice.Advisor;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.spark.testing.AdvisedApplication;
import io.turnstile.spark.testing.ApplicationJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the advisor tells of applications that have really run, each with an event log as its Spark writes it. */
class AdvisorIT {
    private static final String DELAYS =
            "SELECT origin, carrier, avg(delay) delay, count(*) n, max(length(remark)) longest"
                    + " FROM flights GROUP BY origin, carrier";

    @TempDir
    private static Path directory;

    private static Path logs;

    @BeforeAll
    static void applicationsHaveRun() throws IOException {
        logs = Files.createDirectories(directory.resolve("logs"));
        run(
                "maker",
                List.of("spark.eventLog.enabled=false"),
                "INSERT OVERWRITE DIRECTORY '" + path("flights")
                        + "' USING parquet SELECT id, id % 9 carrier, id % 300 origin,"
                        + " id % 77 delay, concat('remark on flight ', id) remark FROM range(0, 400000, 1, 2)",
                "INSERT OVERWRITE DIRECTORY '" + path("airports")
                        + "' USING parquet SELECT id origin, id % 5 state FROM range(300)");
        // As Spark 4 writes it if nothing else is said, and as it was written before.
        run("nightly", List.of("spark.eventLog.compress=true", "spark.eventLog.rolling.enabled=true"), DELAYS);
        run(
                "hourly",
                List.of("spark.eventLog.compress=false", "spark.eventLog.rolling.enabled=false"),
                "SELECT state, max(delay) worst FROM (" + DELAYS + ") JOIN airports USING (origin) WHERE n > 3"
                        + " GROUP BY state ORDER BY worst",
                "INSERT OVERWRITE DIRECTORY '" + path("out") + "' USING parquet SELECT * FROM (" + DELAYS
                        + ") WHERE carrier < 4");
        run(
                "silent",
                List.of(),
                "SET spark.turnstile.advise=false",
                DELAYS,
                "SET spark.turnstile.advise=true",
                "SELECT raise_error('no') FROM (" + DELAYS + ")");
    }

    private static String path(String name) {
        return directory.resolve(name).toUri().toString();
    }

    private static void run(String name, List<String> settings, String... statements) {
        List<String> arguments = new ArrayList<>(List.of(
                "spark.app.name=" + name,
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1",
                "spark.sql.shuffle.partitions=2",
                "spark.plugins=" + TurnstilePlugin.class.getName(),
                "spark.turnstile.advise=true",
                "spark.eventLog.enabled=true",
                "spark.eventLog.dir=" + logs.toUri()));
        arguments.addAll(settings);
        for (String view : List.of("flights", "airports")) {
            if (Files.exists(directory.resolve(view))) {
                arguments.add("CREATE TEMPORARY VIEW " + view + " USING parquet OPTIONS (path '" + path(view) + "')");
            }
        }
        arguments.addAll(List.of(statements));
        try (ChildJvm jvm = ChildJvm.running(
                ApplicationJvm.jvmOptions(), AdvisedApplication.class, arguments.toArray(String[]::new))) {
            String said = jvm.everythingItSays();
            assertThat(jvm.awaitExit(Duration.ofMinutes(2)) == 0).as(said).isEqualTo(!name.equals("silent"));
        }
    }

    private static AdviceReport report() throws IOException {
        return Advisor.read(new org.apache.hadoop.fs.Path(logs.toUri()), new Configuration());
    }

    @Test
    void partThatTwoApplicationsComputeThreeTimesIsToldOfWithMostOfTheirTime() throws IOException {
        AdviceReport report = report();
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.damagedLines()).isZero();
        assertThat(report.applications()).isEqualTo(3);
        assertThat(report.queries()).isEqualTo(3);
        // Those of the third application, and what looks for the columns of each view.
        assertThat(report.silentQueries()).isEqualTo(2 + 3 * 2);

        AdviceRow delays = report.overlapping().get(0);
        assertThat(delays.text()).isEqualTo("Aggregate: origin, carrier, delay, n, longest");
        assertThat(delays.runs()).isEqualTo(3);
        assertThat(delays.applications()).containsExactly("nightly", "hourly");
        assertThat(delays.sql()).isEqualTo(DELAYS);
        assertThat(delays.inputs()).singleElement().asString().contains("flights");
        // There is little else to do than to read and group the flights, in three queries, of which the first is
        // needed.
        assertThat(delays.saved()).isLessThan(report.toldTime());
        assertThat(delays.each().multipliedBy(3).toMillis() + 1.0)
                .isBetween(
                        0.4 * report.toldTime().toMillis(),
                        1.5 * report.toldTime().toMillis());
        assertThat(report.saved()).isBetween(delays.saved(), report.toldTime());
    }
}
