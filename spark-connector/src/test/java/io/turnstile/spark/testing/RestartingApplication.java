package io.turnstile.spark.testing;

import io.turnstile.spark.TurnstileCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A main class that starts Spark, uses datasets of two roots from several sessions, and stops Spark, each time that it is
 * told a number. Arguments: two roots and Redis' address. It says {@code ::READY} at first; {@code ::STARTED}, {@code
 * ::SESSION} for each of three, and {@code ::USED} while it keeps datasets open; and, when told to go on, {@code ::STOPPED}
 * with the names of the threads of Turnstile's that are left.
 */
public final class RestartingApplication {
    private RestartingApplication() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        say("READY");
        for (String round = input.readLine(); round != null; round = input.readLine()) {
            SparkSession spark = SparkSession.builder()
                    .master("local[2]")
                    .appName("round " + round)
                    .config("spark.ui.enabled", "false")
                    .config("spark.sql.catalog.first", TurnstileCatalog.class.getName())
                    .config("spark.sql.catalog.first.root", arguments[0])
                    .config("spark.sql.catalog.first.redis", arguments[2])
                    .config("spark.sql.catalog.second", TurnstileCatalog.class.getName())
                    .config("spark.sql.catalog.second.root", arguments[1])
                    .config("spark.sql.catalog.second.redis", arguments[2])
                    .getOrCreate();
            say("STARTED");
            List<Dataset<Row>> open = new ArrayList<>();
            List<SparkSession> sessions = List.of(spark, spark.newSession(), anotherInThisJvm());
            for (SparkSession session : sessions) {
                for (String table : List.of("first.a.data", "second.a.data")) {
                    session.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT '" + table + "' AS made_as, "
                            + round + " AS round");
                    open.add(session.table(table));
                }
                say("SESSION");
            }
            say("USED " + values(open));
            input.readLine();
            for (Dataset<Row> data : open) {
                data.count();
            }
            spark.stop();
            say("STOPPED " + threads());
        }
    }

    /** One that was not made from another one, as a library's may be. */
    private static SparkSession anotherInThisJvm() {
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
        return SparkSession.builder().getOrCreate();
    }

    private static String values(List<Dataset<Row>> open) {
        return open.stream()
                .map(data -> data.first())
                .map(row -> row.getString(0) + "=" + row.getInt(1))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** They may take a moment to end. */
    private static List<String> threads() throws InterruptedException {
        List<String> left = List.of();
        for (int i = 0; i < 200 && (i == 0 || !left.isEmpty()); i++) {
            Thread.sleep(i == 0 ? 0 : 50);
            left = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.contains("turnstile") || name.contains("redisson"))
                    .sorted()
                    .toList();
        }
        return left;
    }

    private static void say(String line) {
        System.out.println("::" + line);
        System.out.flush();
    }
}
