package io.turnstile.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.event.DatasetWait;
import io.turnstile.spark.event.DatasetWait.Phase;
import io.turnstile.spark.testing.Chromium;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import io.turnstile.spark.testing.WebPage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tab of an application that is running. */
class TurnstileTabTest {
    private final SparkSession spark = SharedSpark.session();
    private final String url = spark.sparkContext().uiWebUrl().get();

    @TempDir
    Path directory;

    private WebPage page() throws Exception {
        spark.sparkContext().listenerBus().waitUntilEmpty();
        return WebPage.at(url + "/turnstile/");
    }

    /** A dataset of a name that no other test has. */
    private String dataset() {
        return "tab.d" + UUID.randomUUID().toString().replace("-", "");
    }

    private void use(String dataset) throws Exception {
        String table = TestCatalog.over(directory, Map.of()) + "." + dataset;
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT id FROM range(1234)");
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT id FROM range(1234)");
        spark.table(table);
        String replace = "CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM range(10)";
        assertThatThrownBy(() -> spark.sql(replace)).isNotNull();
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), () -> {
            spark.sql(replace);
            return spark.sql("DROP TABLE " + table);
        });
    }

    @Test
    void showsWhatHappenedTheLatestFirst() throws Exception {
        String dataset = dataset();
        use(dataset);

        WebPage page = page();
        assertThat(page.html()).startsWith("<!DOCTYPE html><html").endsWith("</html>");
        assertThat(page.rows("turnstile-datasets", dataset))
                .extracting(cells -> List.of(cells.get(2), cells.get(4)))
                // Spark 3 also loads what it is about to replace.
                .containsSubsequence(
                        List.of("removed", "10"),
                        List.of("recomputed", "10"),
                        List.of("refused", ""),
                        List.of("read", "1,234"),
                        List.of("reused", "1,234"),
                        List.of("computed", "1,234"));
    }

    @Test
    void linksToTheExecution() throws Exception {
        String dataset = dataset();
        use(dataset);

        List<List<String>> rows = page().rows("turnstile-datasets", dataset);
        String computed = rows.get(rows.size() - 1).get(8);
        String link = new WebPage(200, computed).links("/SQL/execution/?id=").get(0);
        assertThat(WebPage.at(url + link).html()).contains("Details for Query " + link.replaceAll(".*=", ""));
    }

    @Test
    void showsAWaitWhileItLasts() throws Exception {
        String id = UUID.randomUUID().toString();
        String holder = "application a-17 \"<script>alert(1)</script>\" of ann & host7";
        String shown = "application a-17 &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot; of ann &amp; host7";

        post(id, Phase.BEGAN, holder, -1, Duration.ZERO);
        assertThat(page().rows("turnstile-waits", shown))
                .singleElement()
                .satisfies(cells -> assertThat(cells).startsWith("a.awaited", shown, "unknown"));

        post(id, Phase.GOES_ON, holder, 42, Duration.ofMinutes(5));
        assertThat(page().rows("turnstile-waits", shown))
                .singleElement()
                .satisfies(cells -> assertThat(cells).containsExactly("a.awaited", shown, "42 %", "5.0 min"));

        post(id, Phase.ENDED, holder, 100, Duration.ofMinutes(6));
        assertThat(page().rows("turnstile-waits", shown)).isEmpty();
    }

    private void post(String id, Phase phase, String holder, int percent, Duration waited) {
        spark.sparkContext()
                .listenerBus()
                .post(new DatasetWait(id, "a.awaited", phase, holder, percent, waited, Instant.now()));
    }

    @Test
    @Tag("chromium")
    void isAPageLikeSparksOwnInABrowser(@TempDir Path profile) throws Exception {
        String dataset = dataset();
        use(dataset);

        WebPage page = new WebPage(200, Chromium.dom(url + "/turnstile/", profile));

        assertThat(page.html()).contains(">Turnstile</a>").contains("table-striped");
        assertThat(page.rows("turnstile-datasets", dataset))
                .isNotEmpty()
                .isEqualTo(page().rows("turnstile-datasets", dataset));
        assertThat(page.links("/turnstile")).isNotEmpty();
        // Spark's script for sorting has been here.
        assertThat(page.html()).contains("sorttable_");
    }
}
