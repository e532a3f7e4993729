package io.turnstile.bench.reuse;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An application that runs the jobs whose names are the lines of its input, each in a session of its own, and ends when its
 * input does. It answers each with a line, see {@link JobRun}.
 */
final class JobApplication {
    private JobApplication() {}

    /** The location of the warehouse; settings are system properties. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the answers go.
        Warehouse warehouse = new Warehouse(args[0]);
        SparkSession application = SparkSession.builder().getOrCreate();
        warehouse.register(application);
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = in.readLine(); name != null; name = in.readLine()) {
            out.println(
                    run(Jobs.named(name), application.newSession(), warehouse).line());
        }
        System.exit(0);
    }

    /**
     * Processor time is that of the whole process: tasks run in it, and what Spark counts for tasks lacks what the driver does,
     * where queries are compared with datasets, as well as compiling and collecting garbage.
     */
    static JobRun run(Job job, SparkSession session, Warehouse warehouse) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        Dataset<Row> query = job.query().in(session, warehouse);
        List<Row> rows = query.collectAsList();
        double wall = (System.nanoTime() - start) / 1e9;
        double spent = (system.getProcessCpuTime() - cpu) / 1e9;
        return new JobRun(spent, wall, JobResult.of(query.schema(), rows), ReadDatasets.of(query));
    }
}
