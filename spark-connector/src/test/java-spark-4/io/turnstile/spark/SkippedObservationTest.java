package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever observes a query that is skipped learns that there was no row, rather than wait for ever. */
class SkippedObservationTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void observationOfASkippedWriteHoldsWhatItHoldsInPlainSpark() throws Exception {
        String catalog = TestCatalog.over(directory.resolve("root"), Map.of());
        String plain = directory.resolve("plain").toString();
        for (Consumer<Dataset<Row>> write : List.<Consumer<Dataset<Row>>>of(
                data -> data.write()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .mode("ignore")
                        .save("a.data"),
                data -> data.write().mode("ignore").parquet(plain))) {
            Observation first = new Observation();
            write.accept(observed(first));
            assertThat(first.getAsJava()).containsEntry("rows", 5L);
            Observation skipped = new Observation();
            Dataset<Row> again = observed(skipped);

            assertThat(JobCount.of(() -> write.accept(again))).isZero();
            assertThat(skipped.getAsJava()).containsExactly(Map.entry("rows", 0L));
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void soDoesThatOfASkippedStatement() throws Exception {
        String catalog = TestCatalog.over(directory.resolve("root"), Map.of());
        observed(new Observation()).writeTo(catalog + ".a.data").create();
        Observation skipped = new Observation();
        observed(skipped).createOrReplaceTempView("observed");

        SharedSpark.session().sql("CREATE TABLE IF NOT EXISTS " + catalog + ".a.data AS SELECT * FROM observed");

        assertThat(skipped.getAsJava()).containsExactly(Map.entry("rows", 0L));
    }

    private static Dataset<Row> observed(Observation observation) {
        return SharedSpark.session()
                .range(5)
                .toDF()
                .observe(observation, functions.count(functions.lit(1)).as("rows"));
    }
}
