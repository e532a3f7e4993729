package io.turnstile.bench.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * An application that runs the SQL that it is told, and knows of nothing but Spark, so that it runs with any peer on the
 * peer's own class path. Each line of its input is a number of threads, and statements for each of them to run, the same
 * ones at once; a {@code #} in them becomes the thread's number. It answers with a line, see {@link SqlJvm.Outcome}, and
 * ends when its input does. The SQL function {@code counted} gives back its argument, and counts that.
 */
final class SqlApplication {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Tasks run in this JVM. */
    private static final AtomicLong COMPUTED = new AtomicLong();

    private SqlApplication() {}

    /** No arguments; settings are system properties. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the answers go.
        SparkSession spark = SparkSession.builder().getOrCreate();
        spark.udf()
                .register(
                        "counted",
                        functions
                                .udf((UDF1<Long, Long>) SqlApplication::count, DataTypes.LongType)
                                .asNondeterministic());
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] command = line.split("\t", 2);
            out.println(outcome(spark, Integer.parseInt(command[0]), command[1]));
        }
        System.exit(0);
    }

    private static long count(long value) {
        COMPUTED.incrementAndGet();
        return value;
    }

    private static String outcome(SparkSession spark, int threads, String statements) throws Exception {
        COMPUTED.set(0);
        long cpu = SYSTEM.getProcessCpuTime();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String mine = statements.replace("#", Integer.toString(i));
            running.add(pool.submit(() -> run(spark, mine)));
        }
        StringBuilder failures = new StringBuilder();
        for (Future<String> each : running) {
            failures.append('\t').append(each.get());
        }
        pool.shutdown();
        return COMPUTED.get() + "\t" + (SYSTEM.getProcessCpuTime() - cpu) + failures;
    }

    /** Gives back nothing, or how it failed. */
    private static String run(SparkSession spark, String statements) {
        try {
            for (String statement : statements.split(";", -1)) {
                spark.sql(statement).collectAsList();
            }
            return "";
        } catch (Exception failure) {
            failure.printStackTrace();
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getClass().getSimpleName() + ": "
                    + String.valueOf(cause.getMessage())
                            .lines()
                            .findFirst()
                            .orElse("")
                            .replace('\t', ' ');
        }
    }
}
