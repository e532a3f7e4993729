package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.Chromium;
import io.turnstile.spark.testing.HistoryServer;
import io.turnstile.spark.testing.WebPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's history server shows of an application that has ended, with the runtime jar on its class path or not. */
class HistoryServerIT {
    private static final Path RUNTIME_JAR =
            Path.of(System.getProperty("turnstile.runtime.jar")).toAbsolutePath();
    private static final String DATASET = "history.numbers";

    @TempDir
    private static Path directory;

    private static Path logs;
    private static HistoryServer withJar;

    /** An application with a plugin and without a UI, which it can do without. */
    @BeforeAll
    static void anApplicationHasEnded() throws IOException {
        logs = Files.createDirectories(directory.resolve("logs"));
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put(
                "spark.sql.catalog.cache.root",
                Files.createDirectories(directory.resolve("root")).toUri().toString());
        settings.put("spark.plugins", TurnstilePlugin.class.getName());
        settings.put("spark.eventLog.enabled", "true");
        settings.put("spark.eventLog.dir", logs.toUri().toString());
        try (ApplicationJvm application = ApplicationJvm.submitting("local[2]", RUNTIME_JAR, settings)) {
            application
                    .ready()
                    .tell("create " + DATASET + " 1234")
                    .awaits("COMPUTING")
                    .tell("go")
                    .answer();
            application.tell("read " + DATASET).answer();
            application.tell("end").exit();
        }
        withJar = HistoryServer.started(logs, directory.resolve("with"), List.of(RUNTIME_JAR));
    }

    @AfterAll
    static void end() {
        withJar.close();
    }

    @Test
    void withTheJarItShowsTheTabAndTheMetricsOfQueries() {
        WebPage page = withJar.page("/turnstile/");
        assertThat(page.rows("turnstile-datasets", DATASET))
                .extracting(cells -> List.of(cells.get(2), cells.get(4)))
                .containsExactly(List.of("read", "1,234"), List.of("computed", "1,234"));
        List<String> links = page.links("/SQL/execution/?id=");
        assertThat(links).hasSize(1);
        assertThat(WebPage.at(withJar.url(links.get(0))).html()).contains("Details for Query");
        assertThat(filesRead(withJar)).matches("[0-9]+");
    }

    @Test
    @Tag("chromium")
    void withTheJarABrowserShowsTheTab() throws IOException {
        String url = withJar.applicationUrl() + "/turnstile/";
        // The server reads the log when it is first asked, for longer than a browser without a window waits.
        WebPage.at(url);
        WebPage page = new WebPage(200, Chromium.dom(url, directory.resolve("chromium")));

        assertThat(page.html()).contains(">Turnstile</a>");
        assertThat(page.rows("turnstile-datasets", DATASET)).hasSize(2);
    }

    @Test
    void withoutTheJarItShowsAllElse() throws IOException {
        try (HistoryServer server = HistoryServer.started(logs, directory.resolve("without"), List.of())) {
            WebPage page = server.page("/SQL/");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.links("/SQL/")).isNotEmpty();
            assertThat(page.links("/turnstile/")).isEmpty();
            assertThat(filesRead(server)).isEqualTo("N/A");
            assertThat(server.logged("Drop unrecognized event")).hasSize(1);
        }
    }

    /** What the SQL tab shows of the scan. */
    private static String filesRead(HistoryServer server) {
        String queries = server.queries().html();
        Matcher metric = Pattern.compile("\"number of files read\",\\s*\"value\" : \"(.*?)\"")
                .matcher(queries);
        assertThat(metric.find()).as(queries).isTrue();
        return metric.group(1);
    }
}
