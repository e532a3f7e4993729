package io.turnstile.spark;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.spark.testing.WebPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's servlet for Prometheus gives, and whether the dashboard asks for that. */
class PrometheusTest {
    private static final String PREFIX = "metrics_spark_driver_plugin_io_turnstile_spark_TurnstilePlugin_";
    private static final Path DASHBOARD = Path.of("..", "examples", "grafana", "turnstile.json");
    private static final Pattern METRIC = Pattern.compile(Pattern.quote(PREFIX) + "(\\w+)\\{type=\"(\\w+)\"");

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String exposed() {
        return WebPage.at(spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus/")
                .html();
    }

    /** Metrics that a text names, with their types. */
    private static Set<String> metrics(String text) {
        return METRIC.matcher(text)
                .results()
                .map(found -> found.group(2) + " " + found.group(1))
                .collect(toSet());
    }

    /** All that the dashboard asks Prometheus for, in the namespace that its variable has at first. */
    private static Set<String> asked() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (String expression : new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr")) {
            Set<String> metrics = metrics(expression.replace("${namespace}", "spark"));
            assertThat(metrics).as("metrics in %s", expression).hasSize(1);
            asked.addAll(metrics);
        }
        return asked;
    }

    @Test
    void whatIsCountedIsThere() {
        String table = TestCatalog.over(directory, Map.of()) + ".a.numbers";
        spark.sql("CREATE TABLE " + table + " AS SELECT id FROM range(100)");

        assertThat(exposed()).containsPattern(PREFIX + "computed_Count\\{type=\"counters\"\\} [1-9]");
    }

    @Test
    void theDashboardAsksForWhatIsThere() throws IOException {
        assertThat(asked()).isNotEmpty().isSubsetOf(metrics(exposed()));
    }

    @Test
    void theDashboardLeavesNothingOut() throws IOException {
        Set<String> registered = SparkEnv.get()
                .metricsSystem()
                .getSourcesByName("plugin." + TurnstilePlugin.class.getName())
                .apply(0)
                .metricRegistry()
                .getNames();

        assertThat(asked().stream().map(metric -> metric.replaceAll(".* |_.*", "")))
                .containsAll(registered);
    }
}
