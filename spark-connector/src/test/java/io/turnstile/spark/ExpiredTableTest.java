package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ttl, however it is given. A millisecond is over before Spark has looked. */
class ExpiredTableTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;
    private String table;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
        table = catalog + ".travel.delays";
    }

    private void createIfNotExists(String clauses, int value) {
        spark.sql("CREATE TABLE IF NOT EXISTS " + table + " " + clauses + " AS SELECT " + value + " AS value");
    }

    private int value() {
        return spark.table(table).head().getInt(0);
    }

    private String property(String name) {
        return spark.sql("SHOW TBLPROPERTIES " + table).collectAsList().stream()
                .filter(row -> row.getString(0).equals(name))
                .map(row -> row.getString(1))
                .findFirst()
                .orElse("");
    }

    @Test
    void tablePropertyHoldsForWhoeverComesLater() {
        createIfNotExists("TBLPROPERTIES ('ttl' = '1ms')", 1);
        assertThat(property("ttl")).isEqualTo("1ms");
        createIfNotExists("", 2);
        assertThat(value()).isEqualTo(2);
        assertThat(property("ttl")).as("goes on").isEqualTo("1ms");
        assertThat(spark.sql("SHOW CREATE TABLE " + table).head().getString(0)).contains("'ttl' = '1ms'");

        createIfNotExists("OPTIONS ('ttl' = '24h')", 3);
        assertThat(value()).as("it is not that old").isEqualTo(2);
    }

    @Test
    void tablePropertyOfTheStatementCountsBeforeTheWriteToo() throws Exception {
        createIfNotExists("", 1);
        assertThat(JobCount.of(() -> createIfNotExists("TBLPROPERTIES ('ttl' = '24h')", 2)))
                .isZero();
        assertThat(value()).isEqualTo(1);
        createIfNotExists("TBLPROPERTIES ('ttl' = '1ms')", 3);
        assertThat(value()).isEqualTo(3);
    }

    @Test
    void optionOfAWriteAndOfTheSessionAndOfTheCatalog() throws Exception {
        createIfNotExists("", 1);
        spark.sql("SELECT 2 AS value")
                .write()
                .format("turnstile")
                .mode("ignore")
                .option("catalog", catalog)
                .option("ttl", "1ms")
                .save("travel.delays");
        assertThat(value()).isEqualTo(2);
        Turnstile turnstile = Turnstile.in(spark, catalog).option("ttl", "1ms");
        assertThat(turnstile
                        .getOrCompute("travel.delays", () -> spark.sql("SELECT 3 AS value"))
                        .head()
                        .getInt(0))
                .isEqualTo(3);
        SharedSpark.with(Map.of("spark.turnstile.ttl", "1ms"), () -> {
            createIfNotExists("", 4);
            return null;
        });
        assertThat(value()).isEqualTo(4);
    }
}
