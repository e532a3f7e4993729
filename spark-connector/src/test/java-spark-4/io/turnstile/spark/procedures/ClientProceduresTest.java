package io.turnstile.spark.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims and pins by SQL, as clients use them that have nothing else; the tests of the Python package show the rest. */
class ClientProceduresTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of("lock.lease", "5s"));
    }

    private List<Row> call(String procedure) {
        return spark.sql("CALL " + catalog + ".system." + procedure).collectAsList();
    }

    private Row claim(String table) {
        return call("claim('" + table + "')").get(0);
    }

    private void save(String table, int rows, String claim, SaveMode mode) {
        spark.range(rows)
                .write()
                .format("turnstile")
                .option("catalog", catalog)
                .option("claim", claim)
                .mode(mode)
                .save(table);
    }

    private static <T> T inAnotherThread(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action).join();
    }

    @Test
    void claimHoldsTheLockUntilTheWriteThatNamesIt() {
        Row claimed = inAnotherThread(() -> claim("travel.delays"));
        assertThat(claimed.<String>getAs("outcome")).isEqualTo("compute");
        assertThat(call("locks()")).hasSize(1);
        assertThat(call("wait('travel.delays', '0s')").get(0).<String>getAs("outcome"))
                .isEqualTo("timed out");

        save("travel.delays", 3, claimed.getAs("claim"), SaveMode.Ignore);

        assertThat(call("locks()")).isEmpty();
        assertThat(spark.table(catalog + ".travel.delays").count()).isEqualTo(3);
        Row again = claim("travel.delays");
        assertThat(again.<String>getAs("outcome")).isEqualTo("reused");
        assertThat(again.<String>getAs("generation")).startsWith("g-00000001-");
        assertThat(again.<String>getAs("claim")).isNull();
    }

    @Test
    void claimThatIsNotKeptEndsAndItsWriteBeginsAnew() {
        Row claimed = inAnotherThread(() -> claim("travel.delays"));
        String id = claimed.getAs("claim");
        Row kept = call("keep('" + id + "')").get(0);
        assertThat(kept.<Boolean>getAs("held")).isTrue();
        assertThat(kept.<Duration>getAs("lease")).isEqualTo(Duration.ofSeconds(5));

        // Waits until the lease is over, and is given the lock then.
        Row successor = claim("travel.delays");
        assertThat(successor.<String>getAs("outcome")).isEqualTo("compute");
        assertThat(call("keep('" + id + "')").get(0).<Boolean>getAs("held")).isFalse();
        call("release('" + successor.getAs("claim") + "')");
        save("travel.delays", 4, id, SaveMode.Ignore);
        assertThat(spark.table(catalog + ".travel.delays").count()).isEqualTo(4);
    }

    @Test
    void claimIsOfOneDatasetAndForAWriteThatReuses() {
        String id = inAnotherThread(() -> claim("travel.delays")).getAs("claim");
        save("travel.others", 2, id, SaveMode.Ignore);
        assertThat(call("locks()").get(0).<String>getAs("dataset")).isEqualTo("travel.delays");
        assertThatThrownBy(() -> save("travel.more", 2, id, SaveMode.ErrorIfExists))
                .hasMessageContaining("the option 'claim' is for mode(\"ignore\")");
        assertThatThrownBy(() -> call("claim('travel.delays', map('versionAsOf', '1'))"))
                .hasMessageContaining("'versionAsOf' is for reads");
        assertThat(call("release('" + id + "', 'no data yet')").get(0).<Boolean>getAs("held"))
                .isTrue();
        assertThatThrownBy(() -> spark.table(catalog + ".travel.delays")).hasMessageContaining("no data yet");
        assertThat(call("release('" + id + "')").get(0).<Boolean>getAs("held")).isFalse();
    }

    @Test
    void whoeverWorksForAClaimDoesNotWaitForItself() {
        String id = inAnotherThread(() -> claim("travel.delays")).getAs("claim");
        assertThatThrownBy(() -> call("claim('travel.delays', map('claim', '" + id + "'))"))
                .hasMessageContaining("it would wait for its own end");
        call("release('" + id + "')");
    }

    @Test
    void pinKeepsTheFilesThatItLists() throws Exception {
        Turnstile.in(spark, catalog)
                .partitionBy("k")
                .getOrCompute("travel.delays", () -> spark.range(6).selectExpr("id", "id % 2 AS k"));
        List<Row> files = call("pin('travel.delays')");
        assertThat(files).hasSizeGreaterThanOrEqualTo(2).allSatisfy(row -> {
            assertThat(row.<String>getAs("file")).startsWith(row.<String>getAs("directory") + "/k=");
            assertThat(Files.size(Path.of(URI.create(row.<String>getAs("file")))))
                    .isEqualTo(row.<Long>getAs("bytes"));
        });
        String pin = files.get(0).getAs("pin");
        String generation = files.get(0).getAs("generation");
        SharedSpark.with(Map.of("spark.turnstile.rerun", "allow", "spark.turnstile.retention", "0s"), () -> {
            spark.sql("CREATE OR REPLACE TABLE " + catalog + ".travel.delays AS SELECT 1 AS id");
            assertThat(call("readers('travel.delays')"))
                    .anySatisfy(
                            row -> assertThat(row.<String>getAs("generation")).isEqualTo(generation));
            call("collect('travel.delays', false)");
            assertThat(call("collect('travel.delays', false)"))
                    .noneSatisfy(row -> assertThat(row.<String>getAs("step")).isEqualTo("delete"));
            return null;
        });
        assertThat(call("release('" + pin + "')").get(0).<Boolean>getAs("held")).isTrue();
        assertThatThrownBy(() -> call("pin('travel.nowhere')")).hasMessageContaining("is not cached");
    }
}
