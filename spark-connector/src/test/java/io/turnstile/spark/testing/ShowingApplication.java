package io.turnstile.spark.testing;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A main class that writes and reads a dataset through a catalog, and one by its path, and shows all that Spark shows of
 * it: plans, settings, failures. Then it says where its web pages are, and stays until its standard input ends.
 */
public final class ShowingApplication {
    private final SparkSession spark;
    private final Map<String, String> options = new HashMap<>();

    private ShowingApplication(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Arguments are {@code name=value}: settings if they begin with {@code spark.}, later ones if they begin with {@code
     * session:}, else options of reads and writes.
     */
    public static void main(String[] arguments) throws IOException {
        SparkSession.Builder builder = SparkSession.builder().master("local[2]").appName("showing");
        Map<String, String> options = new HashMap<>();
        Map<String, String> late = new HashMap<>();
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            if (setting[0].startsWith("session:")) {
                late.put(setting[0].substring("session:".length()), setting[1]);
            } else if (setting[0].startsWith("spark.")) {
                builder.config(setting[0], setting[1]);
            } else {
                options.put(setting[0], setting[1]);
            }
        }
        try (SparkSession spark = builder.getOrCreate()) {
            late.forEach(spark.conf()::set);
            ShowingApplication application = new ShowingApplication(spark);
            application.options.putAll(options);
            try {
                application.run();
            } catch (RuntimeException failure) {
                System.out.println("BROKEN OFF");
                failure.printStackTrace(System.out);
            }
            System.out.println("::DONE " + spark.sparkContext().uiWebUrl().get());
            System.out.flush();
            while (System.in.read() >= 0) {}
        }
    }

    private void run() {
        throughCatalog();
        if (!options.isEmpty()) {
            byPath();
        }
        for (String statement : List.of("SHOW CATALOGS", "SET", "SET -v")) {
            show(statement);
        }
    }

    private void throughCatalog() {
        spark.sql("CREATE TABLE IF NOT EXISTS cache.a.b AS SELECT id FROM range(10)");
        show("SELECT * FROM cache.a.b");
        show("DESCRIBE TABLE EXTENDED cache.a.b");
        fails(() -> spark.sql("CREATE TABLE cache.a.b AS SELECT 1 AS x"));
        fails(() -> spark.sql("INSERT INTO cache.a.b SELECT 1 AS x"));
    }

    private void byPath() {
        writer().mode("ignore").save("a.c");
        writer().option("rerun", "allow").mode("overwrite").save("a.c");
        fails(() -> writer().mode("errorifexists").save("a.c"));
        fails(() -> writer().mode("append").save("a.c"));
        fails(() -> spark.read().format("turnstile").options(options).load("a.d"));
        var read = spark.read().format("turnstile").options(options).load("a.c");
        read.explain("extended");
        read.explain("formatted");
        read.cache();
        read.groupBy("id").count().collect();
        System.out.println(read.queryExecution());
    }

    private DataFrameWriter<Row> writer() {
        return spark.range(10).toDF().write().format("turnstile").options(options);
    }

    private void show(String query) {
        var result = spark.sql(query);
        result.explain(true);
        result.collectAsList().forEach(System.out::println);
    }

    private static void fails(Runnable mistake) {
        try {
            mistake.run();
            System.out.println("DID NOT FAIL");
        } catch (Exception failure) { // Scala's checked exceptions are not declared.
            failure.printStackTrace(System.out);
        }
    }
}
