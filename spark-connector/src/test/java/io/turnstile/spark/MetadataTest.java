package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.spark.testing.HeldFunction;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that tell of a table tell what is known of it now, and wait for nobody. */
@Timeout(60)
class MetadataTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    @Test
    void whatIsBeingComputedForTheFirstTimeIsNotThereYet() throws Exception {
        String catalog = TestCatalog.over(directory, Map.of());
        String table = catalog + ".a.data";
        HeldFunction held = HeldFunction.register("held_up");
        FutureTask<Void> write = new FutureTask<>(
                () -> spark.sql("CREATE TABLE " + table + " AS SELECT held_up(id) AS id FROM range(2)"), null);
        Thread writer = new Thread(write);
        writer.setDaemon(true);
        writer.start();
        held.awaitCall();
        try {
            assertThat(spark.catalog().tableExists(table)).isFalse();
            for (String command :
                    new String[] {"DESCRIBE " + table, "SHOW COLUMNS IN " + table, "SHOW CREATE TABLE " + table}) {
                assertThatThrownBy(() -> spark.sql(command).collectAsList())
                        .as(command)
                        .isInstanceOf(AnalysisException.class)
                        .hasMessageContaining("is being computed by");
            }
            assertThat(spark.sql("EXPLAIN SELECT * FROM " + table)
                            .collectAsList()
                            .toString())
                    .contains("is being computed by");
        } finally {
            held.let();
        }
        write.get();
        assertThat(spark.catalog().tableExists(table)).isTrue();
        assertThat(spark.table(table).count()).isEqualTo(2);
    }
}
