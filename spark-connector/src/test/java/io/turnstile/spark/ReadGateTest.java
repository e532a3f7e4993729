package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a query asks the lock service. */
class ReadGateTest {
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    private final List<Dataset<Row>> queries = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void queryPassesOneGatePerDatasetHoweverOftenItNamesIt() throws Exception {
        SparkSession spark = SharedSpark.session();
        try (RedisServer redis = RedisServer.started()) {
            // So long a lease that nothing is renewed meanwhile.
            String catalog = TestCatalog.over(directory, Map.of("redis", redis.address(), "lock.lease", "1h"));
            for (String dataset : new String[] {"one", "two"}) {
                spark.sql("CREATE TABLE " + catalog + ".a." + dataset
                        + " PARTITIONED BY (part) AS SELECT id, id % 3 AS part" + " FROM range(100)");
            }
            // The first time, each script is sent as well.
            queries.add(spark.table(catalog + ".a.two"));
            String one = catalog + ".a.one";
            String two = catalog + ".a.two";

            long gate = scriptsOf(redis, "SELECT count(*) FROM " + one);
            assertThat(gate).as("one to pass, one to say what is read").isEqualTo(2);
            assertThat(scriptsOf(
                            redis,
                            "SELECT l.id, r.id FROM " + one + " l JOIN " + one
                                    + " r USING (part) WHERE l.id IN (SELECT max(id) FROM " + one + ")"))
                    .isEqualTo(gate);
            assertThat(scriptsOf(redis, "SELECT * FROM " + one + " JOIN " + two + " USING (part)"))
                    .isEqualTo(2 * gate);
        }
    }

    private long scriptsOf(RedisServer redis, String query) {
        redis.ask("CONFIG", "RESETSTAT");
        // Kept, so that no pin is given back meanwhile.
        Dataset<Row> asked = SharedSpark.session().sql(query);
        queries.add(asked);
        assertThat(asked.collectAsList()).isNotEmpty();
        Matcher found = SCRIPTS.matcher(redis.ask("INFO", "commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
