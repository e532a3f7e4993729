package io.turnstile.spark.testing;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.event.DatasetEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * An application in a JVM of its own, which does what it is told on standard input, line by line:
 *
 * <pre>
 * compute KEY ROWS      getOrCompute; says COMPUTING under the lock, and goes on when told "go"
 * repair KEY ROWS       the same, computing anew what is damaged
 * create KEY ROWS       CREATE TABLE IF NOT EXISTS … AS SELECT; likewise, from within its task
 * read KEY              counts and sums
 * keep KEY              likewise, and keeps it open
 * readSlowly KEY        likewise; says READING when it has read the first rows, and goes on when told "go"
 * rerun KEY ROWS        CREATE OR REPLACE TABLE … AS SELECT, with reruns allowed
 * replace KEY           CREATE OR REPLACE TABLE … AS SELECT, with reruns denied
 * write KEY ROWS        a plain write of Parquet, in four tasks, to where the committer makes the dataset of it; then reads
 * call PROCEDURE        CALL cache.system…; says ROW and its columns for each row
 * drop KEY              DROP TABLE, with reruns allowed
 * stay KEY              create by another thread, which says STAYING from within its task and never goes on; no answer
 * end                   stops Spark and ends
 * return, throw         leaves main so, and stops or closes nothing
 * </pre>
 *
 * <p>It answers with one line, {@code DONE action jobs rows sum waitedMillis generation} or {@code FAILED class: message}.
 * A dataset of n rows holds the numbers from 0 to n-1.
 */
public final class SparkApplication {
    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private static final Set<String> ENDS = Set.of("end", "return", "throw");

    private final SparkSession spark;
    private final AtomicInteger jobs = new AtomicInteger();
    private final List<Dataset<Row>> kept = new ArrayList<>();
    private final AtomicReference<DatasetEvent> event = new AtomicReference<>();

    private SparkApplication(SparkSession spark) {
        this.spark = spark;
    }

    /** Arguments are settings, {@code name=value}, of the session. */
    public static void main(String[] arguments) throws IOException {
        SparkSession.Builder builder = SparkSession.builder()
                .master(System.getProperty("spark.master", "local[2]"))
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2");
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            builder.config(setting[0], setting[1]);
        }
        SparkSession spark = builder.getOrCreate();
        switch (new SparkApplication(spark).run()) {
            case "return" -> {}
            case "throw" -> throw new IllegalStateException("as told");
            default -> spark.stop();
        }
    }

    /** @return how it was told to end */
    private String run() throws IOException {
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }

            @Override
            public void onOtherEvent(SparkListenerEvent other) {
                if (other instanceof DatasetEvent happened) {
                    event.accumulateAndGet(happened, SparkApplication::moreTelling);
                }
            }
        });
        spark.udf().register("hold", (UDF1<Long, Long>) id -> id == 0 ? hold("COMPUTING", id) : id, DataTypes.LongType);
        spark.udf().register("stay", (UDF1<Long, Long>) SparkApplication::stay, DataTypes.LongType);
        say("READY");
        String line = INPUT.readLine();
        for (; line != null && !ENDS.contains(line); line = INPUT.readLine()) {
            if (line.startsWith("stay ")) {
                stayIn("cache." + line.substring("stay ".length()));
                continue;
            }
            jobs.set(0);
            event.set(null);
            try {
                say(answer(List.of(line.split(" "))));
            } catch (Exception e) {
                say("FAILED " + e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
        return line == null ? "end" : line;
    }

    private void stayIn(String table) {
        Thread thread = new Thread(() ->
                spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT stay(id) AS id FROM range(0, 3, 1, 1)"));
        thread.setDaemon(true);
        thread.start();
    }

    private static long stay(long id) throws InterruptedException {
        say("STAYING");
        new CountDownLatch(1).await();
        return id;
    }

    /** A getOrCompute reads what it has made; what it was about is the making. */
    private static DatasetEvent moreTelling(DatasetEvent before, DatasetEvent after) {
        return before == null || after.action() != DatasetEvent.Action.READ ? after : before;
    }

    private String answer(List<String> words) throws Exception {
        String key = words.get(1);
        String table = "cache." + key;
        String rows = words.size() > 2 ? words.get(2) : "0";
        switch (words.get(0)) {
            case "compute", "repair" ->
                Turnstile.in(spark, "cache")
                        .option("on-damage", words.get(0).equals("repair") ? "recompute" : "fail")
                        .getOrCompute(key, () -> {
                            hold("COMPUTING", 0L);
                            return spark.range(Long.parseLong(rows)).toDF();
                        });
            case "create" ->
                spark.sql("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT hold(id) AS id FROM range(" + rows + ")");
            case "rerun" -> {
                spark.conf().set("spark.turnstile.rerun", "allow");
                spark.sql("CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM range(" + rows + ")");
            }
            case "replace" -> {
                spark.conf().set("spark.turnstile.rerun", "deny");
                spark.sql("CREATE OR REPLACE TABLE " + table + " AS SELECT 1 AS id");
            }
            case "write" -> {
                String root = spark.conf().get("spark.sql.catalog.cache.root");
                spark.range(0, Long.parseLong(rows), 1, 4)
                        .write()
                        .parquet(root + "/" + key.replace('.', '/') + "/_new");
                return done(spark.table(table));
            }
            case "call" -> {
                List<Row> found = spark.sql("CALL cache.system." + key).collectAsList();
                found.forEach(row -> say("ROW " + row.mkString("; ")));
                return "DONE CALLED " + jobsSoFar() + " " + found.size() + " -1 0 -";
            }
            case "drop" -> {
                spark.conf().set("spark.turnstile.rerun", "allow");
                spark.sql("DROP TABLE " + table);
            }
            case "read" -> {
                return done(spark.table(table));
            }
            case "keep" -> {
                kept.add(spark.table(table));
                return done(kept.get(kept.size() - 1));
            }
            case "readSlowly" -> {
                return done(spark.table(table)
                        .mapPartitions(
                                (MapPartitionsFunction<Row, Long>) all -> {
                                    boolean[] held = new boolean[1];
                                    Iterable<Row> each = () -> all;
                                    return java.util.stream.StreamSupport.stream(each.spliterator(), false)
                                            .map(row -> {
                                                long id = row.getLong(0);
                                                if (id == 0 && !held[0]) {
                                                    held[0] = true;
                                                    hold("READING", id);
                                                }
                                                return id;
                                            })
                                            .iterator();
                                },
                                Encoders.LONG())
                        .toDF("id"));
            }
            default -> throw new IllegalArgumentException("No command: " + words);
        }
        int spent = jobsSoFar();
        DatasetEvent happened = event.get();
        return "DONE " + happened.action() + " " + spent + " " + happened.rows() + " -1 "
                + happened.waited().toMillis() + " " + happened.generation();
    }

    private String done(Dataset<Row> data) throws Exception {
        Row sums = data.selectExpr("count(*)", "coalesce(sum(id), 0)").first();
        int spent = jobsSoFar();
        DatasetEvent happened = event.get();
        return "DONE " + happened.action() + " " + spent + " " + sums.getLong(0) + " " + sums.getLong(1) + " "
                + happened.waited().toMillis() + " " + happened.generation();
    }

    private int jobsSoFar() throws Exception {
        spark.sparkContext().listenerBus().waitUntilEmpty();
        return jobs.get();
    }

    private static long hold(String saying, long value) {
        say(saying);
        try {
            String told = INPUT.readLine();
            if (!"go".equals(told)) {
                throw new IllegalStateException("Told " + told + " in the midst of " + saying);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return value;
    }

    private static void say(String line) {
        System.out.println("::" + line);
        System.out.flush();
    }
}
